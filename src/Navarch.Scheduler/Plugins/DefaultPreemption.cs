using Navarch.Api;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// Makes room for a pod that fits nowhere by choosing the node where evicting pods of lower priority costs least: fewest broken
/// disruption budgets, then the least important victims, then the fewest, then the youngest. On the node it spares every pod that can stay.
/// </summary>
/// <param name="random">Where it begins to look.</param>
/// <param name="args">How many nodes it tries.</param>
public sealed class DefaultPreemption(Random random, DefaultPreemptionArgs args) : IPostFilterPlugin
{
    private const string NotHelpful = "Preemption is not helpful for scheduling";
    private const string NoVictims = "No preemption victims found for incoming pod";

    /// <inheritdoc/>
    public string Name => nameof(DefaultPreemption);

    /// <inheritdoc/>
    public PostFilterResult PostFilter(PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis, Func<NodeInfo, PluginStatus> fits)
    {
        if (pod.Pod.Spec.PreemptionPolicy == "Never")
        {
            return new(null, [], "not eligible due to preemptionPolicy=Never.");
        }

        if (AwaitsVictims(pod, snapshot))
        {
            return new(null, [], "not eligible due to a terminating pod on the nominated node.");
        }

        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        List<NodeInfo> candidates = [];
        foreach (var refusal in diagnosis.Refusals)
        {
            if (refusal.Status.Code == PluginCode.UnschedulableAndUnresolvable || snapshot.Node(refusal.Node) is not { } node)
            {
                Count(reasons, NotHelpful);
            }
            else
            {
                candidates.Add(node);
            }
        }

        Choice? best = null;
        var wanted = Math.Max(args.MinCandidateNodesAbsolute, snapshot.Nodes.Count * args.MinCandidateNodesPercentage / 100);
        var start = candidates.Count == 0 ? 0 : random.Next(candidates.Count);
        for (int i = 0, found = 0; i < candidates.Count && found < wanted; i++)
        {
            var node = candidates[(start + i) % candidates.Count];
            if (Try(pod, node, snapshot, fits, out var reason) is not { } choice)
            {
                Count(reasons, reason);
                continue;
            }

            found++;
            best = best is null || choice.IsBetterThan(best) ? choice : best;
        }

        return best is null
            ? new(null, [], $"0/{snapshot.Nodes.Count} nodes are available: {string.Join(", ", reasons.Select(r => $"{r.Value} {r.Key}").Order(StringComparer.Ordinal))}.")
            : new(best.Node, best.Victims, "");
    }

    /// <summary>Room is being made already: wait for it instead of evicting more.</summary>
    private static bool AwaitsVictims(PodInfo pod, ClusterSnapshot snapshot) =>
        pod.Pod.Status.NominatedNodeName is { Length: > 0 } nominated
        && snapshot.Node(nominated) is { } node
        && node.Pods.Any(p => p.Priority < pod.Priority && p.Pod.Metadata.DeletionTimestamp is not null);

    /// <summary>Empties the node of lesser pods, in the snapshot only, and puts back those that can stay.</summary>
    private static Choice? Try(PodInfo pod, NodeInfo node, ClusterSnapshot snapshot, Func<NodeInfo, PluginStatus> fits, out string reason)
    {
        PodInfo[] lesser = [.. node.Pods.Where(p => p.Priority < pod.Priority)];
        if (lesser.Length == 0)
        {
            reason = NoVictims;
            return null;
        }

        foreach (var candidate in lesser)
        {
            snapshot.Remove(candidate.Name);
        }

        var back = new HashSet<PodInfo>();
        try
        {
            var status = fits(node);
            reason = status.Reason;
            return status.IsSuccess ? Spare(node, lesser, back, snapshot, fits) : null;
        }
        finally
        {
            foreach (var candidate in lesser.Where(l => !back.Contains(l)))
            {
                snapshot.Place(candidate, node.Name);
            }
        }
    }

    private static Choice Spare(NodeInfo node, PodInfo[] lesser, HashSet<PodInfo> back, ClusterSnapshot snapshot, Func<NodeInfo, PluginStatus> fits)
    {
        var broken = BreakingBudgets(lesser, snapshot);
        List<PodInfo> victims = [];
        var violations = 0;
        // Those whose eviction would break a budget are spared first, then the more important ones.
        foreach (var candidate in lesser.OrderByDescending(broken.Contains).ThenByDescending(p => p.Priority).ThenBy(StartOf))
        {
            snapshot.Place(candidate, node.Name);
            back.Add(candidate);
            if (fits(node).IsSuccess)
            {
                continue;
            }

            snapshot.Remove(candidate.Name);
            back.Remove(candidate);
            victims.Add(candidate);
            violations += broken.Contains(candidate) ? 1 : 0;
        }

        return new(node.Name, [.. victims.OrderByDescending(v => v.Priority)], violations);
    }

    /// <summary>The pods that go beyond what their disruption budgets still allow, counted from the most important one.</summary>
    private static HashSet<PodInfo> BreakingBudgets(PodInfo[] pods, ClusterSnapshot snapshot)
    {
        var breaking = new HashSet<PodInfo>();
        foreach (var budget in snapshot.Budgets)
        {
            var allowed = budget.Status.DisruptionsAllowed;
            foreach (var pod in pods.OrderByDescending(p => p.Priority))
            {
                var covered = pod.Name.Namespace == budget.Metadata.Namespace && budget.Spec.Selector is { } selector && LabelSelectors.Matches(selector, pod.Pod.Metadata.Labels);
                if (covered && !budget.Status.DisruptedPods.ContainsKey(pod.Name.Name) && --allowed < 0)
                {
                    breaking.Add(pod);
                }
            }
        }

        return breaking;
    }

    private static void Count(Dictionary<string, int> reasons, string reason)
    {
        foreach (var part in reason.Split('\n'))
        {
            reasons[part] = reasons.GetValueOrDefault(part) + 1;
        }
    }

    private static DateTimeOffset StartOf(PodInfo pod) => pod.Pod.Status.StartTime ?? DateTimeOffset.MaxValue;

    /// <summary>A node with its victims, the most important first.</summary>
    private sealed record Choice(string Node, IReadOnlyList<PodInfo> Victims, int Violations)
    {
        private int Highest => Victims.Count == 0 ? int.MinValue : Victims[0].Priority;

        // Shifted so that every victim counts, whatever its priority.
        private long Sum => Victims.Sum(v => v.Priority + (long)int.MaxValue + 1);

        private DateTimeOffset EarliestStart => Victims.Where(v => v.Priority == Highest).Select(StartOf).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

        /// <summary>Whether it costs less than the other.</summary>
        public bool IsBetterThan(Choice other) => CompareWith(other) < 0;

        private int CompareWith(Choice other)
        {
            var order = Violations.CompareTo(other.Violations);
            order = order != 0 ? order : Highest.CompareTo(other.Highest);
            order = order != 0 ? order : Sum.CompareTo(other.Sum);
            order = order != 0 ? order : Victims.Count.CompareTo(other.Victims.Count);
            return order != 0 ? order : other.EarliestStart.CompareTo(EarliestStart);
        }
    }
}
