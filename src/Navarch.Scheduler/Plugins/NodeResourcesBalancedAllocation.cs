using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>Nodes whose used shares of CPU and memory would be closest to each other rank higher.</summary>
public sealed class NodeResourcesBalancedAllocation : IScorePlugin
{
    /// <inheritdoc/>
    public string Name => nameof(NodeResourcesBalancedAllocation);

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        var cpu = Share(pod.Requests.MilliCpu + node.Requested.MilliCpu, node.Allocatable.MilliCpu);
        var memory = Share(pod.Requests.Memory + node.Requested.Memory, node.Allocatable.Memory);

        // The standard deviation of two values is half their distance.
        return (long)((1 - (Math.Abs(cpu - memory) / 2)) * IScorePlugin.MaxScore);
    }

    private static double Share(long requested, long allocatable) =>
        allocatable == 0 ? 1 : Math.Min(1, (double)requested / allocatable);
}
