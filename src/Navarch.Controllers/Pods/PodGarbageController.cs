using System.Collections.Concurrent;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Pods;

/// <summary>
/// Clears pods nobody else clears: pods of nodes that no longer exist, pods that were being deleted before they got a node,
/// and the oldest of too many ended pods. One sweep each twenty seconds.
/// </summary>
public static class PodGarbageController
{
    private const string Sweep = "sweep";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    /// <summary>How long a node must be unknown before its pods are cleared.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    /// <summary>The controller. It has one key.</summary>
    /// <param name="endedPodsKept">How many ended pods are kept.</param>
    /// <param name="time">The clock by which a node's absence is measured.</param>
    public static Controller Define(int endedPodsKept, TimeProvider time)
    {
        var missingSince = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var controller = Controller.Define<string, PodGarbageObserved>(
            "pod-garbage-collector-controller",
            [Watch.Read<string, Pod>(), Watch.Read<string, Node>()],
            (_, world, cancellationToken) => ObserveAsync(world, missingSince, endedPodsKept, time, cancellationToken),
            Decide);
        return controller.With(Sweep);
    }

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(PodGarbageObserved observed, DateTimeOffset now)
    {
        var effects = new List<Effect>();
        foreach (var pod in observed.Lost)
        {
            if (!pod.IsTerminal())
            {
                effects.Add(Effect.UpdateStatus(Failed(pod, now)));
            }
        }

        effects.AddRange(observed.Lost.Select(Force));
        effects.AddRange(observed.NeverStarted.Select(Force));
        effects.AddRange(observed.Ended
            .OrderBy(p => p.Metadata.CreationTimestamp)
            .Take(Math.Max(0, observed.Ended.Count - observed.EndedPodsKept))
            .Select(Force));
        return Decision.Of(effects).Again(Every);
    }

    private static Effect.Delete Force(Pod pod) => new(pod) { GracePeriodSeconds = 0 };

    private static Pod Failed(Pod pod, DateTimeOffset now) => pod with
    {
        Status = pod.Status with
        {
            Phase = PodPhases.Failed,
            Conditions =
            [
                .. pod.Status.Conditions.Where(c => c.Type != PodConditionTypes.DisruptionTarget),
                new()
                {
                    Type = PodConditionTypes.DisruptionTarget,
                    Status = ConditionStatuses.True,
                    Reason = "DeletionByPodGC",
                    Message = "PodGC: node no longer exists",
                    LastTransitionTime = now,
                },
            ],
        },
    };

    private static async ValueTask<PodGarbageObserved?> ObserveAsync(
        World world, ConcurrentDictionary<string, DateTimeOffset> missingSince, int kept, TimeProvider time, CancellationToken cancellationToken)
    {
        var pods = world.Of<Pod>().All();
        var nodes = world.Of<Node>();
        var now = time.GetUtcNow();
        var missing = pods.Select(p => p.Spec.NodeName).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Where(n => nodes.Get("", n) is null).ToHashSet(StringComparer.Ordinal);
        foreach (var back in missingSince.Keys.Where(n => !missing.Contains(n)).ToArray())
        {
            missingSince.TryRemove(back, out _);
        }

        var lost = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in missing)
        {
            if (now - missingSince.GetOrAdd(node, now) >= Quarantine && (await world.Client.GetAsync(Node.Info, new("", node), cancellationToken)).IsNotFound)
            {
                lost.Add(node);
            }
        }

        return new()
        {
            Lost = pods.Where(p => lost.Contains(p.Spec.NodeName)).ToValueList(),
            NeverStarted = pods.Where(p => p.IsDeleting() && p.Spec.NodeName.Length == 0).ToValueList(),
            Ended = pods.Where(p => p.IsTerminal() && !p.IsDeleting()).ToValueList(),
            EndedPodsKept = kept,
        };
    }
}

/// <summary>The pods a sweep may clear.</summary>
public sealed record PodGarbageObserved
{
    /// <summary>Those bound to nodes that do not exist.</summary>
    public ValueList<Pod> Lost { get; init; }

    /// <summary>Those being deleted that never got a node.</summary>
    public ValueList<Pod> NeverStarted { get; init; }

    /// <summary>Those that ended by themselves.</summary>
    public ValueList<Pod> Ended { get; init; }

    /// <summary>How many of the ended ones are kept.</summary>
    public int EndedPodsKept { get; init; }
}
