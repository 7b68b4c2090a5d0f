using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Snapshot;

/// <summary>A node and the pods on it, with sums kept as pods come and go. Changed by the scheduler's loop only.</summary>
public sealed class NodeInfo(Node node)
{
    private readonly Dictionary<NamespacedName, PodInfo> pods = [];

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

    /// <summary>Takes the node's new version.</summary>
    public void Update(Node changed)
    {
        if (changed.Status.Allocatable != Node.Status.Allocatable)
        {
            Allocatable = ResourceAmounts.Of(changed.Status.Allocatable);
        }

        Node = changed;
    }

    /// <summary>Adds a pod, or replaces its earlier version.</summary>
    public void Put(PodInfo pod)
    {
        Remove(pod.Name);
        pods[pod.Name] = pod;
        Requested.Add(pod.Requests);
        NonZeroRequested.Add(pod.NonZeroRequests);
    }

    /// <summary>Takes a pod away, if it is here.</summary>
    public void Remove(NamespacedName name)
    {
        if (pods.Remove(name, out var pod))
        {
            Requested.Add(pod.Requests, -1);
            NonZeroRequested.Add(pod.NonZeroRequests, -1);
        }
    }
}
