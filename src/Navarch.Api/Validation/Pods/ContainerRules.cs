using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for containers.</summary>
internal static class ContainerRules
{
    public static void Validate(
        Container container, PodSpec pod, IReadOnlyDictionary<string, Volume> volumes, bool isInit, FieldPath path, ErrorList errors)
    {
        Name(container.Name, path, errors);
        Image(container.Image, path, errors);
        Ports(container.Ports, pod.HostNetwork, path.Child("ports"), errors);
        Environment(container.Env, path.Child("env"), errors);
        for (var i = 0; i < container.EnvFrom.Count; i++)
        {
            var source = container.EnvFrom[i];
            if ((source.ConfigMapRef is null) == (source.SecretRef is null))
            {
                errors.Invalid(path.Child("envFrom").Index(i), "", source.SecretRef is null ? "must specify one of: `configMapRef` or `secretRef`" : "may not have more than one field specified at a time");
            }
        }

        Mounts(container, volumes, path, errors);
        ResourceRules.Validate(container.Resources, path.Child("resources"), errors);
        var mayProbe = !isInit || container.IsSidecar();
        Probe(container.LivenessProbe, mayProbe, isReadiness: false, path.Child("livenessProbe"), errors);
        Probe(container.ReadinessProbe, mayProbe, isReadiness: true, path.Child("readinessProbe"), errors);
        Probe(container.StartupProbe, mayProbe, isReadiness: false, path.Child("startupProbe"), errors);
        if (container.Lifecycle is { } lifecycle)
        {
            if (!mayProbe)
            {
                errors.Forbidden(path.Child("lifecycle"), "may not be set for init containers without restartPolicy=Always");
            }

            Handler(lifecycle.PostStart, path.Child("lifecycle", "postStart"), errors);
            Handler(lifecycle.PreStop, path.Child("lifecycle", "preStop"), errors);
        }

        SecurityContext(container.SecurityContext, path.Child("securityContext"), errors);
    }

    public static void Name(string name, FieldPath path, ErrorList errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }
        else
        {
            errors.Check(path.Child("name"), name, Names.Dns1123LabelProblem(name));
        }
    }

    public static void Image(string image, FieldPath path, ErrorList errors)
    {
        if (image.Length == 0)
        {
            errors.Required(path.Child("image"));
        }
        else if (image.Trim().Length != image.Length)
        {
            errors.Invalid(path.Child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    public static void Environment(ValueList<EnvVar> variables, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            var at = path.Index(i);
            var variable = variables[i];
            if (variable.Name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else
            {
                errors.Check(at.Child("name"), variable.Name, Names.EnvVarNameProblem(variable.Name));
            }

            if (variable.ValueFrom is not { } source)
            {
                continue;
            }

            var given = Count(source.FieldRef, source.ResourceFieldRef, source.ConfigMapKeyRef, source.SecretKeyRef, source.FileKeyRef);
            if (given == 0)
            {
                errors.Invalid(at.Child("valueFrom"), "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
            }
            else if (given > 1 || variable.Value.Length > 0)
            {
                errors.Invalid(at.Child("valueFrom"), "", given > 1 ? "may not have more than one field specified at a time" : "may not be specified when `value` is not empty");
            }

            if (source.FieldRef is { } field)
            {
                FieldRef(field, at.Child("valueFrom", "fieldRef"), errors);
            }

            KeyRef(source.ConfigMapKeyRef?.Key, at.Child("valueFrom", "configMapKeyRef"), errors);
            KeyRef(source.SecretKeyRef?.Key, at.Child("valueFrom", "secretKeyRef"), errors);
        }
    }

    private static readonly string[] VariableFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static void FieldRef(ObjectFieldSelector field, FieldPath path, ErrorList errors)
    {
        var isSubscript = field.FieldPath.EndsWith("']", StringComparison.Ordinal)
            && (field.FieldPath.StartsWith("metadata.labels['", StringComparison.Ordinal) || field.FieldPath.StartsWith("metadata.annotations['", StringComparison.Ordinal));
        if (field.FieldPath.Length == 0)
        {
            errors.Required(path.Child("fieldPath"));
        }
        else if (!isSubscript && !VariableFields.Contains(field.FieldPath))
        {
            errors.NotSupported(path.Child("fieldPath"), field.FieldPath, VariableFields);
        }
    }

    private static void KeyRef(string? key, FieldPath path, ErrorList errors)
    {
        if (key is { Length: 0 })
        {
            errors.Required(path.Child("key"));
        }
        else if (key is not null)
        {
            errors.Check(path.Child("key"), key, Names.ConfigMapKeyProblem(key));
        }
    }

    private static void Ports(ValueList<ContainerPort> ports, bool hostNetwork, FieldPath path, ErrorList errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            var at = path.Index(i);
            if (port.Name.Length > 0)
            {
                errors.Check(at.Child("name"), port.Name, Names.PortNameProblem(port.Name));
                if (!names.Add(port.Name))
                {
                    errors.Duplicate(at.Child("name"), port.Name);
                }
            }

            if (port.Port == 0)
            {
                errors.Required(at.Child("containerPort"));
            }
            else
            {
                errors.InRange(at.Child("containerPort"), port.Port, 1, 65535);
            }

            if (port.HostPort != 0)
            {
                errors.InRange(at.Child("hostPort"), port.HostPort, 1, 65535);
                if (hostNetwork && port.HostPort != port.Port)
                {
                    errors.Invalid(at.Child("containerPort"), port.Port, "must match `hostPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void Mounts(Container container, IReadOnlyDictionary<string, Volume> volumes, FieldPath path, ErrorList errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.VolumeMounts.Count; i++)
        {
            var mount = container.VolumeMounts[i];
            var at = path.Child("volumeMounts").Index(i);
            if (mount.Name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else if (!volumes.ContainsKey(mount.Name))
            {
                errors.NotFound(at.Child("name"), mount.Name);
            }

            if (mount.MountPath.Length == 0)
            {
                errors.Required(at.Child("mountPath"));
            }
            else if (!paths.Add(mount.MountPath))
            {
                errors.Invalid(at.Child("mountPath"), mount.MountPath, "must be unique");
            }

            if (mount.SubPath.Length > 0 && mount.SubPathExpr.Length > 0)
            {
                errors.Invalid(at.Child("subPathExpr"), mount.SubPathExpr, "subPathExpr and subPath are mutually exclusive");
            }

            VolumeRules.LocalPath(mount.SubPath, at.Child("subPath"), errors);
            VolumeRules.LocalPath(mount.SubPathExpr, at.Child("subPathExpr"), errors);
            if (mount.MountPropagation == MountPropagationModes.Bidirectional && container.SecurityContext?.Privileged != true)
            {
                errors.Forbidden(at.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
            }
        }
    }

    private static void Probe(Probe? probe, bool allowed, bool isReadiness, FieldPath path, ErrorList errors)
    {
        if (probe is null)
        {
            return;
        }

        if (!allowed)
        {
            errors.Forbidden(path, "may not be set for init containers without restartPolicy=Always");
            return;
        }

        One(path, "must specify a handler type", errors, probe.Exec, probe.HTTPGet, probe.TCPSocket, probe.GRPC);
        errors.NotNegative(path.Child("initialDelaySeconds"), probe.InitialDelaySeconds);
        errors.NotNegative(path.Child("timeoutSeconds"), probe.TimeoutSeconds);
        errors.NotNegative(path.Child("periodSeconds"), probe.PeriodSeconds);
        errors.NotNegative(path.Child("successThreshold"), probe.SuccessThreshold);
        errors.NotNegative(path.Child("failureThreshold"), probe.FailureThreshold);
        if (!isReadiness && probe.SuccessThreshold != 1)
        {
            errors.Invalid(path.Child("successThreshold"), probe.SuccessThreshold, "must be 1");
        }

        if (probe.TerminationGracePeriodSeconds <= 0)
        {
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), probe.TerminationGracePeriodSeconds, "must be greater than 0");
        }

        Actions(probe.Exec, probe.HTTPGet, probe.TCPSocket, path, errors);
        if (probe.GRPC is { } grpc)
        {
            errors.InRange(path.Child("grpc", "port"), grpc.Port, 1, 65535);
        }
    }

    private static void Handler(LifecycleHandler? handler, FieldPath path, ErrorList errors)
    {
        if (handler is not null)
        {
            One(path, "must specify a handler type", errors, handler.Exec, handler.HTTPGet, handler.TCPSocket, handler.Sleep);
            Actions(handler.Exec, handler.HTTPGet, handler.TCPSocket, path, errors);
        }
    }

    private static void Actions(ExecAction? exec, HTTPGetAction? http, TCPSocketAction? tcp, FieldPath path, ErrorList errors)
    {
        if (exec is not null && exec.Command.IsEmpty)
        {
            errors.Required(path.Child("exec", "command"));
        }

        if (http is not null)
        {
            if (http.Path.Length == 0)
            {
                errors.Required(path.Child("httpGet", "path"));
            }

            Port(http.Port, path.Child("httpGet", "port"), errors);
        }

        if (tcp is not null)
        {
            Port(tcp.Port, path.Child("tcpSocket", "port"), errors);
        }
    }

    /// <summary>A port by number or name.</summary>
    public static void Port(IntOrString port, FieldPath path, ErrorList errors)
    {
        if (port.IsString)
        {
            errors.Check(path, port.Text, Names.PortNameProblem(port.Text));
        }
        else
        {
            errors.InRange(path, port.Number, 1, 65535);
        }
    }

    private static void SecurityContext(SecurityContext? context, FieldPath path, ErrorList errors)
    {
        if (context is null)
        {
            return;
        }

        errors.InRange(path.Child("runAsUser"), context.RunAsUser, 0, int.MaxValue);
        errors.InRange(path.Child("runAsGroup"), context.RunAsGroup, 0, int.MaxValue);
        if (context.AllowPrivilegeEscalation == false)
        {
            if (context.Privileged == true)
            {
                errors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }
            else if (context.Capabilities?.Add.Any(c => c is "CAP_SYS_ADMIN") == true)
            {
                errors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void One(FieldPath path, string none, ErrorList errors, params ReadOnlySpan<object?> given)
    {
        var count = Count(given);
        if (count == 0)
        {
            errors.Required(path, none);
        }
        else if (count > 1)
        {
            errors.Forbidden(path, "may not specify more than 1 handler type");
        }
    }

    private static int Count(params ReadOnlySpan<object?> given)
    {
        var count = 0;
        foreach (var value in given)
        {
            count += value is null ? 0 : 1;
        }

        return count;
    }
}
