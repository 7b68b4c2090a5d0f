using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// The pod's nodeSelector and required node affinity, and what the profile adds for all its pods, must match the node; preferred terms
/// of both add their weights.
/// </summary>
/// <param name="args">What the profile adds.</param>
public sealed class NodeAffinity(NodeAffinityArgs args) : IPreFilterPlugin, IFilterPlugin, IPreScorePlugin, IScorePlugin
{
    private readonly NodeSelector? added = args.AddedAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
    private readonly ValueList<PreferredSchedulingTerm> preferred = args.AddedAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default;

    /// <inheritdoc/>
    public string Name => nameof(NodeAffinity);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeLabels;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) =>
        added is null && pod.Pod.Spec.NodeSelector.IsEmpty && RequiredOf(pod) is null ? PluginStatus.Skip : PluginStatus.Success;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        if (added is not null && !NodeSelectors.Matches(added, node.Node))
        {
            return PluginStatus.Unresolvable("node(s) didn't match scheduler-enforced node affinity");
        }

        return NodeSelectors.Matches(pod.Pod.Spec, node.Node)
            ? PluginStatus.Success
            : PluginStatus.Unresolvable("node(s) didn't match Pod's node affinity/selector");
    }

    /// <inheritdoc/>
    public PluginStatus PreScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, IReadOnlyList<NodeInfo> nodes) =>
        preferred.IsEmpty && PreferredOf(pod).IsEmpty ? PluginStatus.Skip : PluginStatus.Success;

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node) => Sum(preferred, node) + Sum(PreferredOf(pod), node);

    /// <inheritdoc/>
    public void Normalize(CycleState state, PodInfo pod, IReadOnlyList<NodeInfo> nodes, Span<long> scores) =>
        Normalization.Scale(scores);

    private static long Sum(ValueList<PreferredSchedulingTerm> terms, NodeInfo node)
    {
        long score = 0;
        foreach (var term in terms)
        {
            if (NodeSelectors.Matches(term.Preference, node.Node))
            {
                score += term.Weight;
            }
        }

        return score;
    }

    private static ValueList<PreferredSchedulingTerm> PreferredOf(PodInfo pod) =>
        pod.Pod.Spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default;

    private static NodeSelector? RequiredOf(PodInfo pod) =>
        pod.Pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
}
