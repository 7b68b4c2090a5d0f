using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Controllers.Pods;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// Keeps the numbered pods of each StatefulSet, each with its own name and claims.
/// Flow: pods come in order and each waits for the one before (<see cref="StatefulOrder"/>) → those too many go, the highest first →
/// pods of older templates are replaced, the highest first, down to the partition → history → status.
/// Guarantees: never two pods of one number; a claim is deleted only when the retention policy says so.
/// </summary>
public static class StatefulSetController
{
    private const int DefaultHistory = 10;

    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, StatefulSetObserved>(
        "statefulset-controller",
        [
            Watch.Self<StatefulSet>(),
            Watch.ControlledBy<StatefulSet, Pod>(),
            Watch.Map<Pod>((pod, world) => pod.Metadata.ControllerOwner() is not null
                ? []
                : PodClaims.Wanting(pod, world.Of<StatefulSet>().InNamespace(pod.Metadata.Namespace), s => s.Spec.Selector)),
            Watch.ControlledBy<StatefulSet, ControllerRevision>(),
            Watch.Read<PersistentVolumeClaim>(),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(StatefulSetObserved observed, DateTimeOffset now)
    {
        var set = observed.Set;
        if (set.IsDeleting())
        {
            return Decision.Nothing;
        }

        var effects = new List<Effect>();
        var pods = observed.Pods.Settle(set, set.Spec.Selector, effects);
        var history = RevisionHistory.Of(set, set.Spec.Template, observed.Revisions, set.Status.CollisionCount ?? 0);
        var current = history.All.FirstOrDefault(r => r.Metadata.Name == set.Status.CurrentRevision) ?? history.Current;
        effects.AddRange(history.Effects);
        var order = new StatefulOrder(set, StatefulMembers.Of(set, pods), observed.Claims, current, history.Current, now);
        var changes = order.Decide();
        effects.AddRange(changes.Effects.AsEnumerable());
        if (changes.Effects.IsEmpty)
        {
            effects.AddRange(history.Cleanup(pods, set.Spec.RevisionHistoryLimit ?? DefaultHistory, current.Metadata.Name));
        }

        var status = Status(set, pods, current, history.Current, now);
        if (status != set.Status)
        {
            effects.Insert(0, Effect.UpdateStatus(set with { Status = status }));
        }

        var waits = pods.Select(p => p.UntilAvailable(set.Spec.MinReadySeconds, now)).Where(w => w is not null).Min();
        return Decision.Of(effects).Again(waits);
    }

    private static StatefulSetStatus Status(StatefulSet set, List<Pod> pods, ControllerRevision current, ControllerRevision update, DateTimeOffset now)
    {
        var staying = pods.Where(p => p.IsActive()).ToList();
        var updated = staying.Count(p => StatefulPods.RevisionOf(p) == update.Metadata.Name);
        var ready = pods.Count(p => p.Status.Phase == PodPhases.Running && p.IsReady());
        var isDone = updated == staying.Count && staying.Count == pods.Count && ready == pods.Count && pods.Count == (set.Spec.Replicas ?? 1);
        return set.Status with
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = pods.Count,
            ReadyReplicas = ready,
            AvailableReplicas = pods.Count(p => p.IsAvailable(set.Spec.MinReadySeconds, now)),
            UpdatedReplicas = updated,
            UpdateRevision = update.Metadata.Name,
            CurrentReplicas = isDone ? updated : staying.Count(p => StatefulPods.RevisionOf(p) == current.Metadata.Name),
            CurrentRevision = isDone ? update.Metadata.Name : current.Metadata.Name,
        };
    }

    private static async ValueTask<StatefulSetObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<StatefulSet>().Get(key) is not { } set)
        {
            return null;
        }

        var pods = await PodClaims.ObserveAsync(set, set.Spec.Selector, world, cancellationToken);
        var names = StatefulMembers.Of(set, [.. pods.Owned, .. pods.Orphans]).Ordinals.SelectMany(o => StatefulPods.ClaimNames(set, o));
        var claims = names.Select(n => world.Of<PersistentVolumeClaim>().Get(key.Namespace, n)).OfType<PersistentVolumeClaim>().ToValueList();
        return new(set, pods, world.Of<ControllerRevision>().ControlledBy(set.Metadata.UID).ToValueList(), claims);
    }
}

/// <summary>A StatefulSet, its pods, its history, and the claims of its pods.</summary>
public sealed record StatefulSetObserved(StatefulSet Set, PodClaims Pods, ValueList<ControllerRevision> Revisions, ValueList<PersistentVolumeClaim> Claims);
