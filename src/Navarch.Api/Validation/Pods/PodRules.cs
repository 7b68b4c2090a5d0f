using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for pods and pod templates.</summary>
internal static class PodRules
{
    public static void Validate(Pod pod, ErrorList errors)
    {
        ValidateSpec(pod.Spec, FieldPath.Of("spec"), errors);
        for (var i = 0; i < pod.Spec.EphemeralContainers.Count; i++)
        {
            EphemeralContainerRules.Validate(pod.Spec.EphemeralContainers[i], pod.Spec, FieldPath.Of("spec").Child("ephemeralContainers").Index(i), errors);
        }
    }

    public static void ValidateTemplate(PodTemplateSpec template, FieldPath path, ErrorList errors)
    {
        MetadataRules.Labels(template.Metadata.Labels, path.Child("metadata", "labels"), errors);
        MetadataRules.Annotations(template.Metadata.Annotations, path.Child("metadata", "annotations"), errors);
        ValidateSpec(template.Spec, path.Child("spec"), errors);
        if (!template.Spec.EphemeralContainers.IsEmpty)
        {
            errors.Forbidden(path.Child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    /// <summary>Most of a pod cannot change: only images, deadlines, and more tolerations; gates may go, and node selection may narrow while gated.</summary>
    public static void ValidateUpdate(Pod pod, Pod old, ErrorList errors)
    {
        var path = FieldPath.Of("spec");
        var spec = pod.Spec;
        var before = old.Spec;
        if (spec.Containers.Count != before.Containers.Count || spec.InitContainers.Count != before.InitContainers.Count)
        {
            errors.Forbidden(path.Child("containers"), "pod updates may not add or remove containers");
            return;
        }

        if (before.ActiveDeadlineSeconds is { } deadline && (spec.ActiveDeadlineSeconds is null || spec.ActiveDeadlineSeconds > deadline))
        {
            errors.Invalid(path.Child("activeDeadlineSeconds"), spec.ActiveDeadlineSeconds, "must be less than or equal to previous value");
        }

        if (before.Tolerations.Any(t => !spec.Tolerations.Contains(t)) && !OnlyTolerationTimesChanged(spec, before))
        {
            errors.Forbidden(path.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
        }

        if (spec.SchedulingGates.Any(g => !before.SchedulingGates.Contains(g)))
        {
            errors.Forbidden(path.Child("schedulingGates"), "only deletion is allowed, but found new scheduling gate");
        }

        var gated = !before.SchedulingGates.IsEmpty;
        var same = before with
        {
            Containers = Images(before.Containers, spec.Containers),
            InitContainers = Images(before.InitContainers, spec.InitContainers),
            ActiveDeadlineSeconds = spec.ActiveDeadlineSeconds,
            Tolerations = spec.Tolerations,
            SchedulingGates = spec.SchedulingGates,
            TerminationGracePeriodSeconds = before.TerminationGracePeriodSeconds < 0 ? spec.TerminationGracePeriodSeconds : before.TerminationGracePeriodSeconds,
            NodeSelector = gated && LabelSelectors.Matches(before.NodeSelector, spec.NodeSelector) ? spec.NodeSelector : before.NodeSelector,
            Affinity = gated ? spec.Affinity : before.Affinity,
        };
        if (same != spec)
        {
            errors.Forbidden(path, "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
        }
    }

    public static void ValidateSpec(PodSpec spec, FieldPath path, ErrorList errors)
    {
        var volumes = VolumeRules.Validate(spec.Volumes, path.Child("volumes"), errors);
        Containers(spec, volumes, path, errors);
        Placement(spec, path, errors);
        if (spec.ServiceAccountName.Length > 0)
        {
            errors.Check(path.Child("serviceAccountName"), spec.ServiceAccountName, Names.Dns1123SubdomainProblem(spec.ServiceAccountName));
        }

        if (spec.Hostname.Length > 0)
        {
            errors.Check(path.Child("hostname"), spec.Hostname, Names.Dns1123LabelProblem(spec.Hostname));
        }

        if (spec.Subdomain.Length > 0)
        {
            errors.Check(path.Child("subdomain"), spec.Subdomain, Names.Dns1123LabelProblem(spec.Subdomain));
        }

        if (spec.ActiveDeadlineSeconds is { } deadline)
        {
            errors.InRange(path.Child("activeDeadlineSeconds"), deadline, 1, int.MaxValue);
        }

        errors.NotNegative(path.Child("terminationGracePeriodSeconds"), spec.TerminationGracePeriodSeconds);
        if (spec.ShareProcessNamespace == true && spec.HostPID)
        {
            errors.Invalid(path.Child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }

        Dns(spec, path, errors);
        for (var i = 0; i < spec.HostAliases.Count; i++)
        {
            if (!System.Net.IPAddress.TryParse(spec.HostAliases[i].IP, out _))
            {
                errors.Invalid(path.Child("hostAliases").Index(i).Child("ip"), spec.HostAliases[i].IP, "must be a valid IP address");
            }
        }

        for (var i = 0; i < spec.ReadinessGates.Count; i++)
        {
            errors.Check(path.Child("readinessGates").Index(i).Child("conditionType"), spec.ReadinessGates[i].ConditionType, Names.QualifiedNameProblem(spec.ReadinessGates[i].ConditionType));
        }
    }

    private static void Containers(PodSpec spec, IReadOnlyDictionary<string, Volume> volumes, FieldPath path, ErrorList errors)
    {
        if (spec.Containers.IsEmpty)
        {
            errors.Required(path.Child("containers"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            var at = path.Child("containers").Index(i);
            ContainerRules.Validate(spec.Containers[i], spec, volumes, isInit: false, at, errors);
            UniqueName(spec.Containers[i].Name, names, at, errors);
        }

        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            var at = path.Child("initContainers").Index(i);
            ContainerRules.Validate(spec.InitContainers[i], spec, volumes, isInit: true, at, errors);
            UniqueName(spec.InitContainers[i].Name, names, at, errors);
        }

        // Two containers of a pod cannot have one port of the node.
        var ports = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            for (var j = 0; j < spec.Containers[i].Ports.Count; j++)
            {
                var port = spec.Containers[i].Ports[j];
                if (port.HostPort != 0 && !ports.Add($"{port.HostPort}/{port.Protocol}/{port.HostIP}"))
                {
                    errors.Duplicate(path.Child("containers").Index(i).Child("ports").Index(j).Child("hostPort"), port.HostPort);
                }
            }
        }
    }

    private static void Placement(PodSpec spec, FieldPath path, ErrorList errors)
    {
        MetadataRules.Labels(spec.NodeSelector, path.Child("nodeSelector"), errors);
        if (spec.NodeName.Length > 0)
        {
            errors.Check(path.Child("nodeName"), spec.NodeName, Names.Dns1123SubdomainProblem(spec.NodeName));
        }

        for (var i = 0; i < spec.Tolerations.Count; i++)
        {
            AffinityRules.Validate(spec.Tolerations[i], path.Child("tolerations").Index(i), errors);
        }

        AffinityRules.Validate(spec.Affinity, path.Child("affinity"), errors);
        for (var i = 0; i < spec.TopologySpreadConstraints.Count; i++)
        {
            AffinityRules.Validate(spec.TopologySpreadConstraints[i], path.Child("topologySpreadConstraints").Index(i), errors);
        }
    }

    private static void Dns(PodSpec spec, FieldPath path, ErrorList errors)
    {
        if (spec.DNSPolicy == DNSPolicies.None && (spec.DNSConfig is null || spec.DNSConfig.Nameservers.IsEmpty))
        {
            errors.Required(path.Child("dnsConfig", "nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }

        var nameservers = spec.DNSConfig?.Nameservers ?? default;
        if (nameservers.Count > 3)
        {
            errors.Invalid(path.Child("dnsConfig", "nameservers"), nameservers, "must not have more than 3 nameservers");
        }

        for (var i = 0; i < nameservers.Count; i++)
        {
            if (!System.Net.IPAddress.TryParse(nameservers[i], out _))
            {
                errors.Invalid(path.Child("dnsConfig", "nameservers").Index(i), nameservers[i], "must be a valid IP address");
            }
        }
    }

    private static void UniqueName(string name, HashSet<string> names, FieldPath path, ErrorList errors)
    {
        if (name.Length > 0 && !names.Add(name))
        {
            errors.Duplicate(path.Child("name"), name);
        }
    }

    private static ValueList<Container> Images(ValueList<Container> before, ValueList<Container> after) =>
        [.. before.Zip(after, (b, a) => b with { Image = a.Image })];

    private static bool OnlyTolerationTimesChanged(PodSpec spec, PodSpec before) => before.Tolerations.All(
        t => spec.Tolerations.Any(n => (n with { TolerationSeconds = null }) == (t with { TolerationSeconds = null })));
}
