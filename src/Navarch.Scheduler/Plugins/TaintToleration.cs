using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>NoSchedule and NoExecute taints must be tolerated; of the rest, nodes with fewer untolerated PreferNoSchedule taints rank higher.</summary>
public sealed class TaintToleration : IFilterPlugin, IScorePlugin
{
    /// <inheritdoc/>
    public string Name => nameof(TaintToleration);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeTaints;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (var taint in node.Node.Spec.Taints)
        {
            if (taint.Effect is "NoSchedule" or "NoExecute" && !Tolerations.IsTolerated(taint, pod.Pod.Spec.Tolerations))
            {
                return PluginStatus.Unresolvable($"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}");
            }
        }

        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        var untolerated = 0;
        foreach (var taint in node.Node.Spec.Taints)
        {
            if (taint.Effect == "PreferNoSchedule" && !Tolerations.IsTolerated(taint, pod.Pod.Spec.Tolerations))
            {
                untolerated++;
            }
        }

        return untolerated;
    }

    /// <inheritdoc/>
    public void Normalize(CycleState state, PodInfo pod, IReadOnlyList<NodeInfo> nodes, Span<long> scores) =>
        Normalization.Scale(scores, reverse: true);
}
