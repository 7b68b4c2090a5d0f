using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// A node must have what the pod asks for; of those that have, the ones with the greater free share of CPU and memory
/// rank higher (LeastAllocated).
/// </summary>
public sealed class NodeResourcesFit : IFilterPlugin, IScorePlugin
{
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
            Check(name, wanted, node.Requested[name], node.Allocatable[name]);
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
    public long Score(CycleState state, PodInfo pod, NodeInfo node) =>
        (FreeShare(pod.NonZeroRequests.MilliCpu + node.NonZeroRequested.MilliCpu, node.Allocatable.MilliCpu) +
         FreeShare(pod.NonZeroRequests.Memory + node.NonZeroRequested.Memory, node.Allocatable.Memory)) / 2;

    private static long FreeShare(long requested, long allocatable) =>
        allocatable == 0 || requested > allocatable ? 0 : (allocatable - requested) * IScorePlugin.MaxScore / allocatable;
}
