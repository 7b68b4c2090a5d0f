using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Snapshot;

/// <summary>A node and the pods on it, with sums kept as pods come and go. Changed by the scheduler's loop only.</summary>
public sealed class NodeInfo(Node node)
{
    private readonly Dictionary<NamespacedName, PodInfo> pods = [];
    private readonly Dictionary<NamespacedName, PodInfo> podsWithAffinity = [];

    /// <summary>The node as the API shows it.</summary>
    public Node Node { get; private set; } = node;

    /// <summary>The node's name.</summary>
    public string Name => Node.Metadata.Name;

    /// <summary>What the node has for pods.</summary>
    public ResourceAmounts Allocatable { get; private set; } = ResourceAmounts.Of(node.Status.Allocatable);

    /// <summary>What the pods on it asked for.</summary>
    public ResourceAmounts Requested { get; } = new();

    /// <summary>What the pods on it asked for, with the defaults for those that asked for nothing.</summary>
    public ResourceAmounts NonZeroRequested { get; } = new();

    /// <summary>The pods bound or assumed to be bound here.</summary>
    public IReadOnlyCollection<PodInfo> Pods => pods.Values;

    /// <summary>Those of them that have pod affinity or anti-affinity terms: few, and the only ones others must ask.</summary>
    public IReadOnlyCollection<PodInfo> PodsWithAffinity => podsWithAffinity.Values;

    /// <summary>Takes the node's new version.</summary>
    public void Update(Node changed)
    {
        if (changed.Status.Allocatable != Node.Status.Allocatable)
        {
            Allocatable = ResourceAmounts.Of(changed.Status.Allocatable);
        }

        Node = changed;
    }

    /// <summary>Adds a pod, or replaces its earlier version, which is returned.</summary>
    public PodInfo? Put(PodInfo pod)
    {
        var before = Remove(pod.Name);
        pods[pod.Name] = pod;
        if (pod.HasAffinityTerms)
        {
            podsWithAffinity[pod.Name] = pod;
        }

        Requested.Add(pod.Requests);
        NonZeroRequested.Add(pod.NonZeroRequests);
        return before;
    }

    /// <summary>Takes a pod away, if it is here, and returns it.</summary>
    public PodInfo? Remove(NamespacedName name)
    {
        if (pods.Remove(name, out var pod))
        {
            podsWithAffinity.Remove(name);
            Requested.Add(pod.Requests, -1);
            NonZeroRequested.Add(pod.NonZeroRequests, -1);
        }

        return pod;
    }
}
