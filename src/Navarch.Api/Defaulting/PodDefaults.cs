using Navarch.Api.Core.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of pods and pod templates.</summary>
internal static class PodDefaults
{
    /// <summary>A pod: as a template, and requests follow limits, which templates leave open.</summary>
    public static Pod Apply(Pod pod)
    {
        var spec = Spec(pod.Spec);
        spec = spec with
        {
            Containers = spec.Containers.Change(ContainerDefaults.RequestsFromLimits),
            InitContainers = spec.InitContainers.Change(ContainerDefaults.RequestsFromLimits),
            EnableServiceLinks = spec.EnableServiceLinks ?? true,
        };
        if (spec.HostNetwork)
        {
            spec = spec with
            {
                Containers = spec.Containers.Change(ContainerDefaults.HostPorts),
                InitContainers = spec.InitContainers.Change(ContainerDefaults.HostPorts),
            };
        }

        if (spec.Resources is { } resources)
        {
            spec = spec with { Resources = PodLevelRequests(spec, resources) };
        }

        return pod with { Spec = spec };
    }

    /// <summary>A pod template that is stored by itself.</summary>
    public static PodTemplate Apply(PodTemplate template) => template with { Template = Template(template.Template) };

    /// <summary>The template inside a workload.</summary>
    public static PodTemplateSpec Template(PodTemplateSpec template) => template with { Spec = Spec(template.Spec) };

    /// <summary>What pods and templates share.</summary>
    public static PodSpec Spec(PodSpec spec) => spec with
    {
        DNSPolicy = spec.DNSPolicy.Or(DNSPolicies.ClusterFirst),
        RestartPolicy = spec.RestartPolicy.Or(RestartPolicies.Always),
        SecurityContext = spec.SecurityContext ?? PodSecurityContext.Empty,
        TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds ?? 30,
        SchedulerName = spec.SchedulerName.Or("default-scheduler"),
        ServiceAccountName = spec.ServiceAccountName.Or(spec.DeprecatedServiceAccount),
        DeprecatedServiceAccount = spec.ServiceAccountName.Or(spec.DeprecatedServiceAccount),
        Volumes = spec.Volumes.Change(VolumeDefaults.Apply),
        Containers = spec.Containers.Change(ContainerDefaults.Apply),
        InitContainers = spec.InitContainers.Change(ContainerDefaults.Apply),
        EphemeralContainers = spec.EphemeralContainers.Change(ContainerDefaults.Apply),
    };

    // What the pod as a whole is limited to it also requests, unless its containers already request some of it.
    private static ResourceRequirements PodLevelRequests(PodSpec spec, ResourceRequirements resources)
    {
        var requests = resources.Requests;
        foreach (var (resource, limit) in resources.Limits.AsSpan())
        {
            if (!requests.ContainsKey(resource))
            {
                var asked = Pods.Requests(spec with { Resources = null, Overhead = default });
                requests = requests.SetItem(resource, asked.TryGetValue(resource, out var amount) && !amount.IsZero ? amount : limit);
            }
        }

        return resources with { Requests = requests };
    }
}
