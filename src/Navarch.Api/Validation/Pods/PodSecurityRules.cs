using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the security context of a pod, the namespaces it shares with its node, and what its operating system knows.</summary>
internal static class PodSecurityRules
{
    private const string NoWindows = "cannot be set for a windows pod";

    public static void Validate(PodSpec spec, FieldPath path, ErrorList errors)
    {
        if (spec.ShareProcessNamespace == true && spec.HostPID)
        {
            errors.Invalid(path.Child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }

        if (spec.HostUsers == false)
        {
            OwnUsers(spec, path, errors);
        }

        if (spec.SecurityContext is { } context && !ReferenceEquals(context, PodSecurityContext.Empty))
        {
            Context(context, spec, path.Child("securityContext"), errors);
        }

        HostProcess(spec, path, errors);
        if (spec.OS is { } system)
        {
            if (system.Name == OSNames.Windows)
            {
                Windows(spec, path, errors);
            }
            else if (system.Name == OSNames.Linux)
            {
                Linux(spec, path, errors);
            }
        }
    }

    // A user namespace of its own shares nothing else with the node.
    private static void OwnUsers(PodSpec spec, FieldPath path, ErrorList errors)
    {
        const string Detail = "when `hostUsers` is false";
        errors.Absent(!spec.HostNetwork, path, "hostNetwork", Detail);
        errors.Absent(!spec.HostPID, path, "hostPID", Detail);
        errors.Absent(!spec.HostIPC, path, "hostIPC", Detail);
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            errors.Absent(spec.Containers[i].VolumeDevices.IsEmpty, path.Child("containers").Index(i), "volumeDevices", Detail);
        }

        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            errors.Absent(spec.InitContainers[i].VolumeDevices.IsEmpty, path.Child("initContainers").Index(i), "volumeDevices", Detail);
        }
    }

    private static void Context(PodSecurityContext context, PodSpec spec, FieldPath path, ErrorList errors)
    {
        SecurityRules.Id(context.FSGroup, path, "fsGroup", errors);
        SecurityRules.Id(context.RunAsUser, path, "runAsUser", errors);
        SecurityRules.Id(context.RunAsGroup, path, "runAsGroup", errors);
        for (var i = 0; i < context.SupplementalGroups.Count; i++)
        {
            if (context.SupplementalGroups[i] is < 0 or > int.MaxValue)
            {
                errors.Invalid(path.Child("supplementalGroups").Index(i), context.SupplementalGroups[i], "must be between 0 and 2147483647, inclusive");
            }
        }

        SecurityRules.Profile(context.SeccompProfile, path, errors);
        SecurityRules.Profile(context.AppArmorProfile, path, errors);
        SecurityRules.Windows(context.WindowsOptions, path, errors);
        for (var i = 0; i < context.Sysctls.Count; i++)
        {
            var (name, at) = (context.Sysctls[i].Name, path.Child("sysctls").Index(i));
            errors.Check(at, "name", name, Names.SysctlProblem);
            if (name.Length == 0)
            {
                continue;
            }

            if (context.Sysctls.AsSpan()[..i].ToArray().Any(s => s.Name.Replace('/', '.') == name.Replace('/', '.')))
            {
                errors.Duplicate(at.Child("name"), name);
            }

            Sysctl(name, spec, at, errors);
        }
    }

    // Settings of a namespace that the pod shares are the node's.
    private static void Sysctl(string name, PodSpec spec, FieldPath path, ErrorList errors)
    {
        var dotted = name.Replace('/', '.');
        if (spec.HostNetwork && dotted.StartsWith("net.", StringComparison.Ordinal))
        {
            errors.Invalid(path.Child("name"), name, "may not be specified when 'hostNetwork' is true");
        }

        if (spec.HostIPC && (dotted is "kernel.sem" || dotted.StartsWith("kernel.shm", StringComparison.Ordinal)
            || dotted.StartsWith("kernel.msg", StringComparison.Ordinal) || dotted.StartsWith("fs.mqueue.", StringComparison.Ordinal)))
        {
            errors.Invalid(path.Child("name"), name, "may not be specified when 'hostIPC' is true");
        }
    }

    // Either every container of a pod is a process of the Windows node, or none.
    private static void HostProcess(PodSpec spec, FieldPath path, ErrorList errors)
    {
        var ofPod = spec.SecurityContext?.WindowsOptions?.HostProcess;
        var (some, all) = (false, true);
        for (var i = 0; i < spec.Containers.Count + spec.InitContainers.Count; i++)
        {
            var isInit = i >= spec.Containers.Count;
            var container = isInit ? spec.InitContainers[i - spec.Containers.Count] : spec.Containers[i];
            var own = container.SecurityContext?.WindowsOptions?.HostProcess;
            if (own is not null && ofPod is not null && own != ofPod)
            {
                errors.Invalid(
                    path.Child(isInit ? "initContainers" : "containers").Index(isInit ? i - spec.Containers.Count : i).Child("securityContext", "windowsOptions").Child("hostProcess"),
                    own,
                    $"pod hostProcess value must be identical if both are specified, was {(ofPod == true ? "true" : "false")}");
            }

            some |= (own ?? ofPod) == true;
            all &= (own ?? ofPod) == true;
        }

        if (!some)
        {
            return;
        }

        if (!all)
        {
            errors.Invalid(path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }

        if (!spec.HostNetwork)
        {
            errors.Invalid(path.Child("hostNetwork"), false, "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    private static void Windows(PodSpec spec, FieldPath path, ErrorList errors)
    {
        errors.Absent(!spec.HostPID, path, "hostPID", NoWindows);
        errors.Absent(!spec.HostIPC, path, "hostIPC", NoWindows);
        errors.Absent(spec.HostUsers is null, path, "hostUsers", NoWindows);
        errors.Absent(spec.ShareProcessNamespace is null, path, "shareProcessNamespace", NoWindows);
        var context = spec.SecurityContext ?? PodSecurityContext.Empty;
        var at = path.Child("securityContext");
        errors.Absent(context.AppArmorProfile is null, at, "appArmorProfile", NoWindows);
        errors.Absent(context.SELinuxOptions is null, at, "seLinuxOptions", NoWindows);
        errors.Absent(context.SeccompProfile is null, at, "seccompProfile", NoWindows);
        errors.Absent(context.FSGroup is null, at, "fsGroup", NoWindows);
        errors.Absent(context.FSGroupChangePolicy is null, at, "fsGroupChangePolicy", NoWindows);
        errors.Absent(context.Sysctls.IsEmpty, at, "sysctls", NoWindows);
        errors.Absent(context.RunAsUser is null, at, "runAsUser", NoWindows);
        errors.Absent(context.RunAsGroup is null, at, "runAsGroup", NoWindows);
        errors.Absent(context.SupplementalGroups.IsEmpty, at, "supplementalGroups", NoWindows);
        errors.Absent(context.SupplementalGroupsPolicy is null, at, "supplementalGroupsPolicy", NoWindows);
        EachContext(spec, path, (own, where) =>
        {
            errors.Absent(own.AppArmorProfile is null, where, "appArmorProfile", NoWindows);
            errors.Absent(own.SELinuxOptions is null, where, "seLinuxOptions", NoWindows);
            errors.Absent(own.SeccompProfile is null, where, "seccompProfile", NoWindows);
            errors.Absent(own.Capabilities is null, where, "capabilities", NoWindows);
            errors.Absent(own.ReadOnlyRootFilesystem is null, where, "readOnlyRootFilesystem", NoWindows);
            errors.Absent(own.Privileged is null, where, "privileged", NoWindows);
            errors.Absent(own.AllowPrivilegeEscalation is null, where, "allowPrivilegeEscalation", NoWindows);
            errors.Absent(own.ProcMount is null, where, "procMount", NoWindows);
            errors.Absent(own.RunAsUser is null, where, "runAsUser", NoWindows);
            errors.Absent(own.RunAsGroup is null, where, "runAsGroup", NoWindows);
        });
    }

    private static void Linux(PodSpec spec, FieldPath path, ErrorList errors)
    {
        const string Detail = "windows options cannot be set for a linux pod";
        errors.Absent(spec.SecurityContext?.WindowsOptions is null, path.Child("securityContext"), "windowsOptions", Detail);
        EachContext(spec, path, (own, where) => errors.Absent(own.WindowsOptions is null, where, "windowsOptions", Detail));
    }

    private static void EachContext(PodSpec spec, FieldPath path, Action<SecurityContext, FieldPath> check)
    {
        Each(spec.Containers, "containers");
        Each(spec.InitContainers, "initContainers");
        void Each(ValueList<Container> containers, string field)
        {
            for (var i = 0; i < containers.Count; i++)
            {
                if (containers[i].SecurityContext is { } context)
                {
                    check(context, path.Child(field).Index(i).Child("securityContext"));
                }
            }
        }
    }
}
