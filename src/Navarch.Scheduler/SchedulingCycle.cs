using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler;

/// <summary>
/// The decision for one pod: PreFilter, Filter over the nodes, PostFilter when none is left, else PreScore, Score and the
/// choice of the best. Pure: it reads the snapshot and changes nothing; the same seed gives the same choice among equals.
/// </summary>
public sealed class SchedulingCycle(Profile profile, Random random)
{
    // Below this many nodes all are looked at; above, a share of them: the profile's, or one that falls from 50 % to 5 % with the size of
    // the cluster.
    private const int MinFeasible = 100;

    private int nextStart;

    /// <summary>Decides where a pod goes.</summary>
    public CycleResult Run(PodInfo pod, ClusterSnapshot snapshot)
    {
        var state = new CycleState();
        var diagnosis = new Diagnosis();
        if (!PreFilter(state, pod, snapshot, diagnosis))
        {
            return NoNode(state, pod, snapshot, diagnosis);
        }

        var feasible = Filter(state, pod, snapshot, diagnosis);
        return feasible.Count switch
        {
            0 => NoNode(state, pod, snapshot, diagnosis),
            1 => new CycleResult(feasible[0].Name, state, diagnosis, default),
            _ => new CycleResult(Best(state, pod, snapshot, feasible), state, diagnosis, default),
        };
    }

    private bool PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis)
    {
        foreach (var plugin in profile.PreFilter)
        {
            var status = plugin.PreFilter(state, pod, snapshot);
            if (status.Code == PluginCode.Skip)
            {
                state.SkipFilter(plugin.Name);
            }
            else if (!status.IsSuccess)
            {
                diagnosis.RefusePod(snapshot.Nodes.Select(n => n.Name), plugin.Name, status);
                return false;
            }
        }

        return true;
    }

    private List<NodeInfo> Filter(CycleState state, PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis)
    {
        var nodes = snapshot.Nodes;
        var filters = profile.Filter.Where(f => !state.SkipsFilter(f.Name)).ToArray();
        // Where room was made for the pod, if it is enough, the pod goes: victims were evicted for it.
        if (pod.Pod.Status.NominatedNodeName is { Length: > 0 } nominated && snapshot.Node(nominated) is { } there
            && Refusal(state, pod, there, filters, snapshot) is null)
        {
            return [there];
        }

        var enough = Enough(nodes.Count);
        var feasible = new List<NodeInfo>(Math.Min(enough, nodes.Count));
        var looked = 0;
        for (; looked < nodes.Count && feasible.Count < enough; looked++)
        {
            var node = nodes[(nextStart + looked) % nodes.Count];
            if (Refusal(state, pod, node, filters, snapshot) is { } refusal)
            {
                diagnosis.Refuse(node.Name, refusal.Plugin, refusal.Status);
            }
            else
            {
                feasible.Add(node);
            }
        }

        // The next pod starts where this one stopped, so that all nodes get their turn.
        nextStart = nodes.Count == 0 ? 0 : (nextStart + looked) % nodes.Count;
        return feasible;
    }

    /// <summary>
    /// Who refuses the node, or null. Pods that room is being made for there, and that are at least as important, count as if they were
    /// there; the pod must also fit without them, for they may never come.
    /// </summary>
    private static NodeRefusal? Refusal(CycleState state, PodInfo pod, NodeInfo node, IFilterPlugin[] filters, ClusterSnapshot snapshot)
    {
        PodInfo[] expected = [.. snapshot.Nominated(node.Name).Where(n => n.Priority >= pod.Priority && n.Name != pod.Name)];
        if (expected.Length > 0)
        {
            foreach (var other in expected)
            {
                node.Put(other);
            }

            var refusal = Refusal(state, pod, node, filters);
            foreach (var other in expected)
            {
                node.Remove(other.Name);
            }

            if (refusal is not null)
            {
                return refusal;
            }
        }

        return Refusal(state, pod, node, filters);
    }

    private static NodeRefusal? Refusal(CycleState state, PodInfo pod, NodeInfo node, IFilterPlugin[] filters)
    {
        foreach (var filter in filters)
        {
            var status = filter.Filter(state, pod, node);
            if (!status.IsSuccess)
            {
                return new(node.Name, filter.Name, status);
            }
        }

        return null;
    }

    /// <summary>Every filter's answer for one node, as the snapshot is now.</summary>
    private PluginStatus Fits(PodInfo pod, NodeInfo node, ClusterSnapshot snapshot)
    {
        var state = new CycleState();
        if (!PreFilter(state, pod, snapshot, new Diagnosis()))
        {
            return PluginStatus.Unschedulable("");
        }

        var filters = profile.Filter.Where(f => !state.SkipsFilter(f.Name)).ToArray();
        return Refusal(state, pod, node, filters, snapshot)?.Status ?? PluginStatus.Success;
    }

    private int Enough(int nodes)
    {
        if (nodes < MinFeasible)
        {
            return Math.Max(nodes, 1);
        }

        var percent = profile.PercentageOfNodesToScore > 0 ? profile.PercentageOfNodesToScore : Math.Max(50 - (nodes / 125), 5);
        return Math.Max((int)((long)nodes * percent / 100), MinFeasible);
    }

    private string Best(CycleState state, PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible)
    {
        foreach (var plugin in profile.PreScore)
        {
            if (plugin.PreScore(state, pod, snapshot, feasible).Code == PluginCode.Skip)
            {
                state.SkipScore(plugin.Name);
            }
        }

        var totals = new long[feasible.Count];
        var scores = new long[feasible.Count];
        foreach (var (plugin, weight) in profile.Score)
        {
            if (state.SkipsScore(plugin.Name))
            {
                continue;
            }

            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = plugin.Score(state, pod, feasible[i]);
            }

            plugin.Normalize(state, pod, feasible, scores);
            for (var i = 0; i < scores.Length; i++)
            {
                totals[i] += scores[i] * weight;
            }
        }

        return feasible[Choose(totals)].Name;
    }

    /// <summary>The index of the greatest; among equals each with the same chance.</summary>
    private int Choose(long[] totals)
    {
        int best = 0, equals = 1;
        for (var i = 1; i < totals.Length; i++)
        {
            if (totals[i] > totals[best])
            {
                (best, equals) = (i, 1);
            }
            else if (totals[i] == totals[best] && random.Next(++equals) == 0)
            {
                best = i;
            }
        }

        return best;
    }

    private CycleResult NoNode(CycleState state, PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis)
    {
        foreach (var plugin in profile.PostFilter)
        {
            var result = plugin.PostFilter(pod, snapshot, diagnosis, node => Fits(pod, node, snapshot));
            diagnosis.Preemption = result.Message;
            if (result.NominatedNode is not null)
            {
                return new CycleResult(null, state, diagnosis, result);
            }
        }

        return new CycleResult(null, state, diagnosis, default);
    }
}

/// <summary>What a cycle decided.</summary>
/// <param name="Node">Where the pod goes; null when it fits nowhere.</param>
/// <param name="State">What the plugins remembered.</param>
/// <param name="Diagnosis">Which nodes were refused and why.</param>
/// <param name="Preemption">Where room is being made; default when nowhere.</param>
public readonly record struct CycleResult(string? Node, CycleState State, Diagnosis Diagnosis, PostFilterResult Preemption);
