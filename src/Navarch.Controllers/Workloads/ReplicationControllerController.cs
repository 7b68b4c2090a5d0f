using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>Keeps as many pods of each ReplicationController as it asks for: the mechanism of <see cref="ReplicaSetController"/> for the older kind.</summary>
public static class ReplicationControllerController
{
    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, ReplicationControllerObserved>(
        "replication-controller",
        [
            Watch.Self<ReplicationController>(),
            Watch.ControlledBy<ReplicationController, Pod>(),
            Watch.Map<Pod>(ControllersWanting),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ReplicationControllerObserved observed, DateTimeOffset now)
    {
        var set = observed.Set;
        var replication = Replication.Decide(observed.Replication, now);
        var status = set.Status with
        {
            Replicas = replication.Replicas,
            FullyLabeledReplicas = replication.FullyLabeled,
            ReadyReplicas = replication.Ready,
            AvailableReplicas = replication.Available,
            ObservedGeneration = set.Metadata.Generation,
            Conditions = FailureCondition(set.Status.Conditions, replication.Failure, now),
        };
        var effects = status == set.Status
            ? replication.Effects
            : [Effect.UpdateStatus(set with { Status = status }), .. replication.Effects];
        return new Decision { Effects = effects }.Again(replication.RequeueAfter);
    }

    private static ValueList<ReplicationControllerCondition> FailureCondition(
        ValueList<ReplicationControllerCondition> conditions, (string Reason, string Message)? failure, DateTimeOffset now)
    {
        const string Type = ReplicationControllerConditionTypes.ReplicaFailure;
        var others = conditions.Where(c => c.Type != Type);
        if (failure is not { } why)
        {
            return others.ToValueList();
        }

        var existing = conditions.FirstOrDefault(c => c.Type == Type);
        return existing is not null && existing.Reason == why.Reason
            ? conditions
            : [.. others, new() { Type = Type, Status = "True", Reason = why.Reason, Message = why.Message, LastTransitionTime = now }];
    }

    private static async ValueTask<ReplicationControllerObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<ReplicationController>().Get(key) is not { } set)
        {
            return null;
        }

        var basis = new ReplicationObserved
        {
            Owner = set,
            Desired = set.Spec.Replicas ?? 1,
            Selector = new() { MatchLabels = set.Spec.Selector },
            Template = set.Spec.Template ?? new(),
            MinReadySeconds = set.Spec.MinReadySeconds,
        };
        return new(set, await Replication.ObserveAsync(set, basis, () => [set], world, cancellationToken));
    }

    private static IEnumerable<NamespacedName> ControllersWanting(Pod pod, World world) =>
        pod.Metadata.ControllerOwner() is not null
            ? []
            : PodClaims.Wanting(pod, world.Of<ReplicationController>().InNamespace(pod.Metadata.Namespace), s => new() { MatchLabels = s.Spec.Selector });
}

/// <summary>A ReplicationController and its pods.</summary>
public sealed record ReplicationControllerObserved(ReplicationController Set, ReplicationObserved Replication);
