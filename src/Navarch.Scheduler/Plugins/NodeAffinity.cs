using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>The pod's nodeSelector and required node affinity must match the node; preferred terms add their weights.</summary>
public sealed class NodeAffinity : IPreFilterPlugin, IFilterPlugin, IPreScorePlugin, IScorePlugin
{
    /// <inheritdoc/>
    public string Name => nameof(NodeAffinity);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeLabels;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) =>
        pod.Pod.Spec.NodeSelector.IsEmpty && RequiredOf(pod) is null ? PluginStatus.Skip : PluginStatus.Success;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        NodeSelectors.Matches(pod.Pod.Spec, node.Node)
            ? PluginStatus.Success
            : PluginStatus.Unresolvable("node(s) didn't match Pod's node affinity/selector");

    /// <inheritdoc/>
    public PluginStatus PreScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, IReadOnlyList<NodeInfo> nodes) =>
        pod.Pod.Spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution.IsEmpty ?? true
            ? PluginStatus.Skip
            : PluginStatus.Success;

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        long score = 0;
        foreach (var preferred in pod.Pod.Spec.Affinity!.NodeAffinity!.PreferredDuringSchedulingIgnoredDuringExecution)
        {
            if (NodeSelectors.Matches(preferred.Preference, node.Node))
            {
                score += preferred.Weight;
            }
        }

        return score;
    }

    /// <inheritdoc/>
    public void Normalize(CycleState state, PodInfo pod, IReadOnlyList<NodeInfo> nodes, Span<long> scores) =>
        Normalization.Scale(scores);

    private static NodeSelector? RequiredOf(PodInfo pod) =>
        pod.Pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
}
