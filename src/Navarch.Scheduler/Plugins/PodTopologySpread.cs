using Navarch.Api.Core.V1;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// Spreads pods over topology domains: DoNotSchedule constraints filter, ScheduleAnyway constraints score. A pod that gives
/// no constraints is spread from its siblings (pods of the same controller): by score alone over hosts and zones, or as the profile says.
/// </summary>
/// <param name="args">What holds for pods without constraints.</param>
public sealed class PodTopologySpread(PodTopologySpreadArgs args) : IPreFilterPlugin, IFilterPlugin, IPreScorePlugin, IScorePlugin
{
    private const string Hostname = "kubernetes.io/hostname";
    private const string Zone = "topology.kubernetes.io/zone";

    private readonly TopologySpreadConstraint[] defaultHard = [.. args.DefaultConstraints.Where(c => c.WhenUnsatisfiable == "DoNotSchedule")];
    private readonly TopologySpreadConstraint[] defaultSoft = [.. args.DefaultConstraints.Where(c => c.WhenUnsatisfiable == "ScheduleAnyway")];
    private readonly bool system = args.DefaultingType == PodTopologySpreadArgs.System;

    /// <inheritdoc/>
    public string Name => nameof(PodTopologySpread);

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot)
    {
        var own = pod.Pod.Spec.TopologySpreadConstraints;
        if (own.IsEmpty && defaultHard.Length > 0 && pod.ControllerUid.Length > 0)
        {
            state.Set(new HardConstraints([.. defaultHard.Select(c => SpreadCount.OfSiblings(c, pod, snapshot))]));
            return PluginStatus.Success;
        }

        var hard = own.Where(c => c.WhenUnsatisfiable == "DoNotSchedule").ToArray();
        if (hard.Length == 0)
        {
            return PluginStatus.Skip;
        }

        state.Set(new HardConstraints([.. hard.Select(c => SpreadCount.Of(c, pod, snapshot.Nodes, requireAll: hard))]));
        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (var count in state.Get<HardConstraints>()!.Counts)
        {
            if (!node.Node.Metadata.Labels.TryGetValue(count.TopologyKey, out var domain))
            {
                return PluginStatus.Unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");
            }

            if (count.In(domain) + (count.MatchesItself ? 1 : 0) - count.Least > count.MaxSkew)
            {
                return PluginStatus.Unschedulable("node(s) didn't match pod topology spread constraints");
            }
        }

        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus PreScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, IReadOnlyList<NodeInfo> nodes)
    {
        var soft = pod.Pod.Spec.TopologySpreadConstraints.Where(c => c.WhenUnsatisfiable == "ScheduleAnyway").ToArray();
        SpreadCount[] counts;
        if (soft.Length > 0)
        {
            counts = [.. soft.Select(c => SpreadCount.Of(c, pod, snapshot.Nodes, requireAll: []))];
        }
        else if (pod.Pod.Spec.TopologySpreadConstraints.IsEmpty && pod.ControllerUid is { Length: > 0 } owner)
        {
            counts = system
                ? [SpreadCount.OfSiblings(Hostname, 3, owner, snapshot), SpreadCount.OfSiblings(Zone, 5, owner, snapshot)]
                : [.. defaultSoft.Select(c => SpreadCount.OfSiblings(c, pod, snapshot))];
            if (counts.Length == 0)
            {
                return PluginStatus.Skip;
            }
        }
        else
        {
            return PluginStatus.Skip;
        }

        state.Set(new SoftConstraints(counts));
        return nodes.Count < 2 ? PluginStatus.Skip : PluginStatus.Success;
    }

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        double score = 0;
        foreach (var count in state.Get<SoftConstraints>()!.Counts)
        {
            if (node.Node.Metadata.Labels.TryGetValue(count.TopologyKey, out var domain))
            {
                // The fewer domains there are, the less one pod more weighs; maxSkew is slack given to all alike.
                score += (count.In(domain) * Math.Log(count.Domains + 2)) + (count.MaxSkew - 1);
            }
        }

        return (long)Math.Round(score);
    }

    /// <inheritdoc/>
    public void Normalize(CycleState state, PodInfo pod, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        long least = long.MaxValue, greatest = 0;
        foreach (var score in scores)
        {
            least = Math.Min(least, score);
            greatest = Math.Max(greatest, score);
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = greatest == 0 ? IScorePlugin.MaxScore : IScorePlugin.MaxScore * (greatest + least - scores[i]) / greatest;
        }
    }

    private sealed record HardConstraints(SpreadCount[] Counts);

    private sealed record SoftConstraints(SpreadCount[] Counts);
}
