using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>Nodes whose used shares of CPU and memory, or of the given resources, would be closest to each other rank higher.</summary>
/// <param name="args">The resources.</param>
public sealed class NodeResourcesBalancedAllocation(NodeResourcesBalancedAllocationArgs args) : IScorePlugin
{
    private readonly ResourceSpec[] resources = [.. args.Resources];

    /// <inheritdoc/>
    public string Name => nameof(NodeResourcesBalancedAllocation);

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        double sum = 0, squares = 0;
        foreach (var resource in resources)
        {
            var share = Share(pod.Requests[resource.Name] + node.Requested[resource.Name], node.Allocatable[resource.Name]);
            sum += share;
            squares += share * share;
        }

        var mean = sum / resources.Length;
        var deviation = Math.Sqrt(Math.Max(0, (squares / resources.Length) - (mean * mean)));
        return (long)((1 - deviation) * IScorePlugin.MaxScore);
    }

    private static double Share(long requested, long allocatable) =>
        allocatable == 0 ? 1 : Math.Min(1, (double)requested / allocatable);
}
