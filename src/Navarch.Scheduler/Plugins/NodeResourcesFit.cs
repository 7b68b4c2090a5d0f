using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// A node must have what the pod asks for; those that have are ranked by how full they would be: the emptiest first
/// (LeastAllocated), the fullest first (MostAllocated), or by a line of given points (RequestedToCapacityRatio).
/// </summary>
/// <param name="args">The strategy and the resources that count.</param>
public sealed class NodeResourcesFit(NodeResourcesFitArgs args) : IFilterPlugin, IScorePlugin
{
    private readonly ResourceScore score = new(args);
    private readonly bool ignoresSome = args.IgnoredResources.Count + args.IgnoredResourceGroups.Count > 0;

    /// <inheritdoc/>
    public string Name => nameof(NodeResourcesFit);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeAllocatable | ClusterChange.PodRemoved;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        List<string>? missing = null;
        var impossible = false;
        if (node.Pods.Count + 1 > node.Allocatable.Pods)
        {
            (missing ??= []).Add("Too many pods");
        }

        Check("cpu", pod.Requests.MilliCpu, node.Requested.MilliCpu, node.Allocatable.MilliCpu);
        Check("memory", pod.Requests.Memory, node.Requested.Memory, node.Allocatable.Memory);
        Check("ephemeral-storage", pod.Requests.EphemeralStorage, node.Requested.EphemeralStorage, node.Allocatable.EphemeralStorage);
        foreach (var (name, wanted) in pod.Requests.Extended)
        {
            if (!IsIgnored(name))
            {
                Check(name, wanted, node.Requested[name], node.Allocatable[name]);
            }
        }

        if (missing is null)
        {
            return PluginStatus.Success;
        }

        // More than the whole node: evicting others would not help.
        var reason = string.Join('\n', missing);
        return impossible ? PluginStatus.Unresolvable(reason) : PluginStatus.Unschedulable(reason);

        void Check(string name, long wanted, long requested, long allocatable)
        {
            if (wanted > 0 && wanted > allocatable - requested)
            {
                (missing ??= []).Add($"Insufficient {name}");
                impossible |= wanted > allocatable;
            }
        }
    }

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node) => score.Of(pod, node);

    private bool IsIgnored(string resource)
    {
        if (!ignoresSome || !resource.Contains('/', StringComparison.Ordinal))
        {
            return false;
        }

        return args.IgnoredResources.Contains(resource, StringComparer.Ordinal)
            || args.IgnoredResourceGroups.Contains(resource[..resource.IndexOf('/', StringComparison.Ordinal)], StringComparer.Ordinal);
    }
}
