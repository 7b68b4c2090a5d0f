using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Explanation;

/// <summary>Places pods one after the other in a snapshot, and nowhere else: those of higher priority first, as the queue would.</summary>
/// <param name="profiles">The profiles.</param>
/// <param name="random">Chooses among equals.</param>
public sealed class DryRun(IEnumerable<Profile> profiles, Random random)
{
    private readonly Dictionary<string, (Profile Profile, SchedulingCycle Cycle)> served =
        profiles.ToDictionary(p => p.SchedulerName, p => (p, new SchedulingCycle(p, random)), StringComparer.Ordinal);

    /// <summary>Where each pod would go. The snapshot holds them afterwards. Nobody is evicted; who would be is said in the reason.</summary>
    public IReadOnlyList<Placement> Run(IEnumerable<PodInfo> pods, ClusterSnapshot snapshot)
    {
        List<Placement> placements = [];
        foreach (var pod in pods.OrderByDescending(p => p.Priority))
        {
            var placement = Place(pod, snapshot);
            placements.Add(placement);
            if (placement.Node is { } node)
            {
                snapshot.Place(pod, node);
            }
        }

        return placements;
    }

    private Placement Place(PodInfo pod, ClusterSnapshot snapshot)
    {
        if (pod.Pod.Spec.NodeName.Length > 0)
        {
            return new(pod, pod.Pod.Spec.NodeName, "");
        }

        if (!served.TryGetValue(pod.Pod.Spec.SchedulerName, out var by))
        {
            return new(pod, null, $"waits for the scheduler {pod.Pod.Spec.SchedulerName}");
        }

        if (by.Profile.PreEnqueue.Select(p => p.PreEnqueue(pod)).FirstOrDefault(s => !s.IsSuccess).Reason is { Length: > 0 } gate)
        {
            return new(pod, null, gate);
        }

        var result = by.Cycle.Run(pod, snapshot);
        return result.Node is { } node ? new(pod, node, "")
            : result.Preemption.NominatedNode is { } room
                ? new(pod, null, $"would evict {string.Join(", ", result.Preemption.Victims.Select(v => v.Name))} from {room}")
            : new(pod, null, result.Diagnosis.Message(snapshot.Nodes.Count));
    }
}

/// <summary>Where a pod would go.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Node">The node; null for nowhere.</param>
/// <param name="Reason">Why nowhere; empty with a node.</param>
public sealed record Placement(PodInfo Pod, string? Node, string Reason);
