using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Snapshot;

/// <summary>A pod with what the plugins need of it, computed once for each version of the pod.</summary>
public sealed class PodInfo
{
    private const long DefaultMilliCpu = 100;
    private const long DefaultMemory = 200L << 20;

    /// <summary>Computes the pod's needs.</summary>
    public PodInfo(Pod pod)
    {
        Pod = pod;
        Name = new(pod.Metadata.Namespace, pod.Metadata.Name);
        Requests = RequestsOf(pod.Spec, nonZero: false);
        NonZeroRequests = RequestsOf(pod.Spec, nonZero: true);
        HostPorts = [.. HostPortsOf(pod.Spec)];
        ControllerUid = ControllerOf(pod);
        ClaimNames = [.. VolumeClaims.ClaimsOf(pod)];
    }

    /// <summary>The pod.</summary>
    public Pod Pod { get; }

    /// <summary>The pod's namespace and name.</summary>
    public NamespacedName Name { get; }

    /// <summary>What the pod asks for: containers and sidecars together, or the greatest init container if that is more, plus overhead.</summary>
    public ResourceAmounts Requests { get; }

    /// <summary>
    /// The same, with a container that asks for no CPU or memory counted as 0.1 core and 200 MiB, so that pods without
    /// requests spread, too. Used for scores only.
    /// </summary>
    public ResourceAmounts NonZeroRequests { get; }

    /// <summary>The host ports the pod binds.</summary>
    public IReadOnlyList<HostPort> HostPorts { get; }

    /// <summary>The names of the claims its volumes stand for, those of ephemeral volumes included.</summary>
    public IReadOnlyList<string> ClaimNames { get; }

    /// <summary>The pod's priority; 0 when none is set.</summary>
    public int Priority => Pod.Spec.Priority ?? 0;

    /// <summary>The uid of the owner that controls the pod; empty when there is none.</summary>
    public string ControllerUid { get; }

    /// <summary>Whether the pod has affinity or anti-affinity terms towards other pods, required or preferred.</summary>
    public bool HasAffinityTerms => Pod.Spec.Affinity is { } affinity && (affinity.PodAffinity is not null || affinity.PodAntiAffinity is not null);

    /// <summary>Whether others of its owner keep away from it: not when it is on its way out.</summary>
    public bool CountsAsSibling => ControllerUid.Length > 0 && Pod.Metadata.DeletionTimestamp is null;

    private static string ControllerOf(Pod pod)
    {
        foreach (var owner in pod.Metadata.OwnerReferences)
        {
            if (owner.Controller == true)
            {
                return owner.UID;
            }
        }

        return "";
    }

    private static ResourceAmounts RequestsOf(PodSpec spec, bool nonZero)
    {
        // Sidecars (init containers that restart always) run beside everything that starts after them.
        var sum = new ResourceAmounts();
        foreach (var container in spec.Containers)
        {
            sum.Add(RequestsOf(container, nonZero));
        }

        var sidecars = new ResourceAmounts();
        var greatestInit = new ResourceAmounts();
        foreach (var container in spec.InitContainers)
        {
            var requests = RequestsOf(container, nonZero);
            if (container.RestartPolicy == "Always")
            {
                sum.Add(requests);
                sidecars.Add(requests);
                greatestInit.RaiseTo(sidecars);
            }
            else
            {
                requests.Add(sidecars);
                greatestInit.RaiseTo(requests);
            }
        }

        sum.RaiseTo(greatestInit);
        if (spec.Resources is { } podLevel)
        {
            var own = ResourceAmounts.Of(podLevel.Requests);
            foreach (var (name, _) in podLevel.Requests)
            {
                sum[name] = own[name];
            }
        }

        sum.Add(ResourceAmounts.Of(spec.Overhead));
        return sum;
    }

    private static ResourceAmounts RequestsOf(Container container, bool nonZero)
    {
        var requests = ResourceAmounts.Of(container.Resources.Requests);
        if (nonZero)
        {
            requests.MilliCpu = container.Resources.Requests.ContainsKey("cpu") ? requests.MilliCpu : DefaultMilliCpu;
            requests.Memory = container.Resources.Requests.ContainsKey("memory") ? requests.Memory : DefaultMemory;
        }

        return requests;
    }

    private static IEnumerable<HostPort> HostPortsOf(PodSpec spec)
    {
        IEnumerable<Container> containers = [.. spec.Containers, .. spec.InitContainers.Where(c => c.RestartPolicy == "Always")];
        return from container in containers
               from port in container.Ports
               where port.HostPort > 0
               select new HostPort(
                   port.HostIP is "" or "::" ? "0.0.0.0" : port.HostIP,
                   port.Protocol.Length == 0 ? "TCP" : port.Protocol,
                   port.HostPort);
    }
}

/// <summary>A port of the host that a pod binds.</summary>
/// <param name="Address">The host's address; 0.0.0.0 for all.</param>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Port">The number.</param>
public readonly record struct HostPort(string Address, string Protocol, int Port)
{
    /// <summary>Whether both cannot be bound at once.</summary>
    public bool ConflictsWith(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol &&
        (Address == other.Address || Address == "0.0.0.0" || other.Address == "0.0.0.0");
}
