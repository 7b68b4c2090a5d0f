using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Explanation;

/// <summary>
/// Says why a pod waits by asking the plugins of its profile about every node. Where the scheduler stops at the first no of a node, this
/// goes on: a fix must satisfy all. Pure, but for the snapshot being changed while it works and left as it was.
/// </summary>
/// <param name="profile">The pod's profile.</param>
/// <param name="random">Chooses among equals.</param>
public sealed class PodExplainer(Profile profile, Random random)
{
    /// <summary>Explains a pod that has no node.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="waiting">The pods that wait, in any order; whether the pod is among them does not matter.</param>
    public PodExplanation Explain(PodInfo pod, ClusterSnapshot snapshot, IEnumerable<PodInfo> waiting)
    {
        var gate = profile.PreEnqueue.Select(p => p.PreEnqueue(pod)).FirstOrDefault(s => !s.IsSuccess).Reason;
        if (gate is { Length: > 0 })
        {
            return new() { Gate = gate, NodeCount = snapshot.Nodes.Count };
        }

        var ahead = 0;
        var others = 0;
        foreach (var other in waiting.Where(w => w.Name != pod.Name && profile.PreEnqueue.All(p => p.PreEnqueue(w).IsSuccess)))
        {
            others++;
            ahead += profile.QueueSort.Compare(Queued(other), Queued(pod)) < 0 ? 1 : 0;
        }

        var result = new SchedulingCycle(profile, random).Run(pod, snapshot);
        var (everywhere, refused) = Refusals(pod, snapshot);
        return new()
        {
            Node = result.Node,
            Everywhere = everywhere,
            Refused = refused,
            NodeCount = snapshot.Nodes.Count,
            Message = result.Node is null ? result.Diagnosis.Message(snapshot.Nodes.Count) : "",
            Preemption = result.Preemption,
            QueuePlace = ahead + 1,
            QueueLength = others + 1,
        };
    }

    // The queue is the scheduler's own; what it sorts by can be read off the pods, but for the attempts.
    private static QueuedPod Queued(PodInfo pod) => new(pod, pod.Pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue, 0, 0);

    private ((string Plugin, string Reason)? Everywhere, IReadOnlyList<NodeExplanation> Refused) Refusals(PodInfo pod, ClusterSnapshot snapshot)
    {
        var state = new CycleState();
        foreach (var plugin in profile.PreFilter)
        {
            var status = plugin.PreFilter(state, pod, snapshot);
            if (status.Code == PluginCode.Skip)
            {
                state.SkipFilter(plugin.Name);
            }
            else if (!status.IsSuccess)
            {
                return ((plugin.Name, status.Reason), []);
            }
        }

        List<NodeExplanation> refused = [];
        foreach (var node in snapshot.Nodes)
        {
            // As the scheduler does: room that is being made for others is not free.
            PodInfo[] expected = [.. snapshot.Nominated(node.Name).Where(n => n.Priority >= pod.Priority && n.Name != pod.Name)];
            Array.ForEach(expected, other => node.Put(other));
            List<Refusal> refusals = [];
            foreach (var filter in profile.Filter.Where(f => !state.SkipsFilter(f.Name)))
            {
                if (filter.Filter(state, pod, node) is { IsSuccess: false } status)
                {
                    refusals.Add(RefusalReader.Read(filter.Name, status, pod, node));
                }
            }

            Array.ForEach(expected, other => node.Remove(other.Name));
            if (refusals.Count > 0)
            {
                refused.Add(new(node, refusals));
            }
        }

        return (null, [.. refused.OrderBy(n => n.Distance).ThenBy(n => n.Node.Name, StringComparer.Ordinal)]);
    }
}
