using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// Keeps as many pods of each ReplicaSet as it asks for.
/// Flow: any change of a ReplicaSet or of a pod that is its own (or nobody's and matches) → one look.
/// Guarantees: it never makes a pod while its earlier ones are not in sight yet; it only touches pods that match the selector.
/// </summary>
public static class ReplicaSetController
{
    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, ReplicaSetObserved>(
        "replicaset-controller",
        [
            Watch.Self<ReplicaSet>(),
            Watch.ControlledBy<ReplicaSet, Pod>(),
            Watch.Map<Pod>(SetsWanting),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ReplicaSetObserved observed, DateTimeOffset now)
    {
        var set = observed.Set;
        var replication = Replication.Decide(observed.Replication, now);
        var status = set.Status with
        {
            Replicas = replication.Replicas,
            FullyLabeledReplicas = replication.FullyLabeled,
            ReadyReplicas = replication.Ready,
            AvailableReplicas = replication.Available,
            TerminatingReplicas = replication.Terminating,
            ObservedGeneration = set.Metadata.Generation,
            Conditions = FailureCondition(set.Status.Conditions, replication.Failure, now),
        };

        // The status goes first: written on an outdated set it conflicts, and nothing else is done on that footing.
        var effects = status == set.Status
            ? replication.Effects
            : [Effect.UpdateStatus(set with { Status = status }), .. replication.Effects];
        return new Decision { Effects = effects }.Again(replication.RequeueAfter);
    }

    private static ValueList<ReplicaSetCondition> FailureCondition(
        ValueList<ReplicaSetCondition> conditions, (string Reason, string Message)? failure, DateTimeOffset now)
    {
        var others = conditions.Where(c => c.Type != ReplicaSetConditionTypes.ReplicaFailure);
        if (failure is not { } why)
        {
            return others.ToValueList();
        }

        var existing = conditions.FirstOrDefault(c => c.Type == ReplicaSetConditionTypes.ReplicaFailure);
        return existing is not null && existing.Reason == why.Reason
            ? conditions
            : [.. others, new() { Type = ReplicaSetConditionTypes.ReplicaFailure, Status = "True", Reason = why.Reason, Message = why.Message, LastTransitionTime = now }];
    }

    private static async ValueTask<ReplicaSetObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<ReplicaSet>().Get(key) is not { } set)
        {
            return null;
        }

        var basis = new ReplicationObserved
        {
            Owner = set,
            Desired = set.Spec.Replicas ?? 1,
            Selector = set.Spec.Selector ?? new(),
            Template = set.Spec.Template,
            MinReadySeconds = set.Spec.MinReadySeconds,
        };
        return new(set, await Replication.ObserveAsync(set, basis, Siblings, world, cancellationToken));

        IEnumerable<ReplicaSet> Siblings() =>
            set.Metadata.ControllerOwner() is { } owner ? world.Of<ReplicaSet>().ControlledBy(owner.UID) : [set];
    }

    private static IEnumerable<NamespacedName> SetsWanting(Pod pod, World world) =>
        pod.Metadata.ControllerOwner() is not null
            ? []
            : PodClaims.Wanting(pod, world.Of<ReplicaSet>().InNamespace(pod.Metadata.Namespace), s => s.Spec.Selector);
}

/// <summary>A ReplicaSet and its pods.</summary>
public sealed record ReplicaSetObserved(ReplicaSet Set, ReplicationObserved Replication);
