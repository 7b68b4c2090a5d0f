using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Controllers.Pods;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// Keeps one pod of each DaemonSet on every node it fits.
/// Flow: which nodes should run it (see <see cref="DaemonPlacement"/>) → pods made and deleted node by node → pods of older
/// templates replaced within maxUnavailable and maxSurge → history → status.
/// </summary>
public static class DaemonSetController
{
    private const int DefaultHistory = 10;

    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, DaemonSetObserved>(
        "daemonset-controller",
        [
            Watch.Self<DaemonSet>(),
            Watch.ControlledBy<DaemonSet, Pod>(),
            Watch.Map<Pod>((pod, world) => pod.Metadata.ControllerOwner() is not null
                ? []
                : PodClaims.Wanting(pod, world.Of<DaemonSet>().InNamespace(pod.Metadata.Namespace), s => s.Spec.Selector)),
            Watch.ControlledBy<DaemonSet, ControllerRevision>(),
            new Watch<NamespacedName>(Node.Info, (change, world) => DaemonPlacement.Concerns(change.Old as Node, change.New as Node)
                ? world.Of<DaemonSet>().All().Select(s => s.NamespacedName())
                : []),
        ],
        async (key, world, cancellationToken) => world.Of<DaemonSet>().Get(key) is { } set
            ? new(
                set,
                world.Of<Node>().All().OrderBy(n => n.Metadata.Name, StringComparer.Ordinal).ToValueList(),
                await PodClaims.ObserveAsync(set, set.Spec.Selector, world, cancellationToken),
                world.Of<ControllerRevision>().ControlledBy(set.Metadata.UID).ToValueList())
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(DaemonSetObserved observed, DateTimeOffset now)
    {
        var set = observed.Set;
        var effects = new List<Effect>();
        var pods = observed.Pods.Settle(set, set.Spec.Selector, effects);
        if (set.IsDeleting())
        {
            return Decision.Nothing;
        }

        var history = RevisionHistory.Of(set, set.Spec.Template, observed.Revisions, set.Status.CollisionCount ?? 0);
        var hash = RevisionHistory.HashOf(history.Current);
        var places = DaemonPlacement.Of(set, observed.Nodes, pods);
        effects.AddRange(history.Effects);
        var changes = DaemonRollout.Decide(set, places, hash, now).ToList();
        effects.AddRange(changes);
        if (changes.Count == 0)
        {
            effects.AddRange(history.Cleanup(pods, set.Spec.RevisionHistoryLimit ?? DefaultHistory));
        }

        var status = Status(set, places, hash, now);
        if (status != set.Status)
        {
            effects.Insert(0, Effect.UpdateStatus(set with { Status = status }));
        }

        var waits = pods.Select(p => p.UntilAvailable(set.Spec.MinReadySeconds, now)).Where(w => w is not null).Min();
        return Decision.Of(effects).Again(waits);
    }

    internal static Effect Delete(DaemonSet set, Pod pod) => new Effect.Delete(pod)
    {
        OnSuccess = EventNote.Normal(set, "SuccessfulDelete", "Deleted pod: {name}"),
        OnFailure = EventNote.Warning(set, "FailedDelete", "Error deleting: {error}"),
    };

    private static DaemonSetStatus Status(DaemonSet set, ValueList<DaemonPlace> places, string hash, DateTimeOffset now)
    {
        var wanted = places.Where(p => p.ShouldRun).ToList();
        var scheduled = wanted.Where(p => p.Active.Count > 0).ToList();
        var available = scheduled.Count(p => p.Active.Any(pod => pod.IsAvailable(set.Spec.MinReadySeconds, now)));
        return set.Status with
        {
            ObservedGeneration = set.Metadata.Generation,
            DesiredNumberScheduled = wanted.Count,
            CurrentNumberScheduled = scheduled.Count,
            NumberMisscheduled = places.Count(p => !p.ShouldRun && p.Active.Count > 0),
            NumberReady = scheduled.Count(p => p.Active.Any(pod => pod.IsReady())),
            NumberAvailable = available,
            NumberUnavailable = wanted.Count - available,
            UpdatedNumberScheduled = scheduled.Count(p => p.Active.Any(pod => pod.Metadata.Label(RevisionHistory.HashLabel) == hash)),
        };
    }
}

/// <summary>A DaemonSet, its pods, its history, and the nodes.</summary>
public sealed record DaemonSetObserved(DaemonSet Set, ValueList<Node> Nodes, PodClaims Pods, ValueList<ControllerRevision> Revisions);
