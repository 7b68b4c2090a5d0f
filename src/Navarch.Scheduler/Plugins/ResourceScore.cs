using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>The score of a node by how full it would be: the weighted mean over the resources that count. Allocates nothing.</summary>
internal sealed class ResourceScore(NodeResourcesFitArgs args)
{
    // A shape's scores go to 10, the framework's to 100.
    private const long ShapeScale = IScorePlugin.MaxScore / 10;

    private readonly ResourceSpec[] resources = [.. args.Resources];
    private readonly UtilizationShapePoint[] shape = [.. args.Shape];
    private readonly string strategy = args.Strategy;

    /// <summary>The node's score, were the pod there. Resources the node has nothing of do not count.</summary>
    public long Of(PodInfo pod, NodeInfo node)
    {
        long sum = 0, weights = 0;
        foreach (var resource in resources)
        {
            var wanted = pod.NonZeroRequests[resource.Name];
            var allocatable = node.Allocatable[resource.Name];
            if (allocatable == 0 || (wanted == 0 && resource.Name is not ("cpu" or "memory")))
            {
                // Whoever does not ask for a device is not ranked by it.
                continue;
            }

            sum += resource.Weight * Of(wanted + node.NonZeroRequested[resource.Name], allocatable);
            weights += resource.Weight;
        }

        return weights == 0 ? 0
            : strategy == ScoringStrategyTypes.RequestedToCapacityRatio ? (long)Math.Round((double)sum / weights, MidpointRounding.AwayFromZero)
            : sum / weights;
    }

    private long Of(long requested, long allocatable) => strategy switch
    {
        ScoringStrategyTypes.MostAllocated => Math.Min(requested, allocatable) * IScorePlugin.MaxScore / allocatable,
        ScoringStrategyTypes.RequestedToCapacityRatio => OnShape(Math.Min(requested, allocatable) * 100 / allocatable),
        _ => requested > allocatable ? 0 : (allocatable - requested) * IScorePlugin.MaxScore / allocatable,
    };

    /// <summary>The line's score at that utilization: flat before the first point and after the last.</summary>
    private long OnShape(long utilization)
    {
        for (var i = 0; i < shape.Length; i++)
        {
            var point = shape[i];
            if (utilization > point.Utilization)
            {
                continue;
            }

            if (i == 0)
            {
                return point.Score * ShapeScale;
            }

            var before = shape[i - 1];
            return ShapeScale * before.Score
                + (ShapeScale * (point.Score - before.Score) * (utilization - before.Utilization) / (point.Utilization - before.Utilization));
        }

        return shape[^1].Score * ShapeScale;
    }
}
