using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>What a Deployment's status says about its rollout. Pure.</summary>
public static class DeploymentStatuses
{
    private const string AvailableReason = "NewReplicaSetAvailable";
    private const string TimedOutReason = "ProgressDeadlineExceeded";

    /// <summary>The status update, if anything changed, and the time at which the progress deadline passes.</summary>
    /// <param name="rollout">The sets.</param>
    /// <param name="observed">What was observed.</param>
    /// <param name="now">The time.</param>
    /// <param name="created">The set that is about to be made, or null.</param>
    public static Decision Update(Rollout rollout, DeploymentObserved observed, DateTimeOffset now, ReplicaSet? created = null)
    {
        var before = rollout.Deployment.Status;
        var numbers = Numbers(rollout) with { CollisionCount = Collisions(rollout, before) };
        var conditions = Availability(rollout, numbers, before.Conditions, now);
        conditions = Progress(rollout, before, numbers, conditions, created, now);
        conditions = Failure(rollout, observed, conditions, now);
        var status = numbers with { Conditions = conditions };
        var decision = status == before ? Decision.Nothing : Decision.Of(Effect.UpdateStatus(rollout.Deployment with { Status = status }));
        return decision.Again(UntilDeadline(rollout, status, now));
    }

    /// <summary>Whether the rollout is over: every wanted pod is of the current template and available, and no other is left.</summary>
    public static bool IsComplete(Rollout rollout) => IsComplete(rollout, Numbers(rollout));

    private static bool IsComplete(Rollout rollout, DeploymentStatus status) =>
        status.UpdatedReplicas == rollout.Desired && status.Replicas == rollout.Desired && status.AvailableReplicas == rollout.Desired;

    private static DeploymentStatus Numbers(Rollout rollout)
    {
        var available = rollout.All.Available();
        return rollout.Deployment.Status with
        {
            ObservedGeneration = rollout.Deployment.Metadata.Generation,
            Replicas = rollout.All.Sum(s => s.Status.Replicas),
            UpdatedReplicas = rollout.New?.Status.Replicas ?? 0,
            ReadyReplicas = rollout.All.Sum(s => s.Status.ReadyReplicas),
            AvailableReplicas = available,
            UnavailableReplicas = Math.Max(0, rollout.All.Size() - available),
            TerminatingReplicas = rollout.All.Any(s => s.Status.TerminatingReplicas is null) ? null : rollout.All.Sum(s => s.Status.TerminatingReplicas ?? 0),
        };
    }

    /// <summary>A set of the name exists but is not of this template: the hash needs another seed.</summary>
    private static int? Collisions(Rollout rollout, DeploymentStatus before) =>
        rollout.New is null && rollout.LastFailure is { Reason: "AlreadyExists" } ? (before.CollisionCount ?? 0) + 1 : before.CollisionCount;

    private static ValueList<DeploymentCondition> Availability(
        Rollout rollout, DeploymentStatus status, ValueList<DeploymentCondition> conditions, DateTimeOffset now) =>
        status.AvailableReplicas >= rollout.Desired - rollout.MaxUnavailable
            ? Set(conditions, DeploymentConditionTypes.Available, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : Set(conditions, DeploymentConditionTypes.Available, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);

    private static ValueList<DeploymentCondition> Progress(
        Rollout rollout, DeploymentStatus before, DeploymentStatus status, ValueList<DeploymentCondition> conditions, ReplicaSet? created, DateTimeOffset now)
    {
        const string Type = DeploymentConditionTypes.Progressing;
        if (!HasDeadline(rollout))
        {
            return conditions.Where(c => c.Type != Type).ToValueList();
        }

        var current = Find(conditions, Type);
        var name = rollout.New?.Metadata.Name ?? created?.Metadata.Name ?? rollout.Deployment.Metadata.Name;
        if (rollout.Deployment.Spec.Paused)
        {
            return current is { Reason: "DeploymentPaused" } or { Reason: TimedOutReason }
                ? conditions
                : Set(conditions, Type, "Unknown", "DeploymentPaused", "Deployment is paused", now);
        }

        if (current is { Reason: "DeploymentPaused" })
        {
            return Set(conditions, Type, "Unknown", "DeploymentResumed", "Deployment is resumed", now);
        }

        if (created is not null)
        {
            return rollout.LastFailure is { Reason: not "Conflict" and not "AlreadyExists" } failure
                ? Set(conditions, Type, "False", "FailedCreate", failure.Message, now)
                : Set(conditions, Type, "True", "NewReplicaSetCreated", $"Created new replica set \"{name}\"", now);
        }

        // Once a rollout has succeeded, later trouble with its pods is not the rollout's.
        if (status.Replicas == status.UpdatedReplicas && current is { Reason: AvailableReason })
        {
            return conditions;
        }

        if (IsComplete(rollout, status))
        {
            return Set(conditions, Type, "True", AvailableReason, $"ReplicaSet \"{name}\" has successfully progressed.", now);
        }

        if (HasProgressed(before, status) || current is null or { Reason: AvailableReason })
        {
            return Set(conditions, Type, "True", "ReplicaSetUpdated", $"ReplicaSet \"{name}\" is progressing.", now, touch: true);
        }

        return HasTimedOut(rollout, current, now)
            ? Set(conditions, Type, "False", TimedOutReason, $"ReplicaSet \"{name}\" has timed out progressing.", now)
            : conditions;
    }

    private static bool HasProgressed(DeploymentStatus before, DeploymentStatus status) =>
        status.UpdatedReplicas > before.UpdatedReplicas ||
        status.Replicas - status.UpdatedReplicas < before.Replicas - before.UpdatedReplicas ||
        status.ReadyReplicas > before.ReadyReplicas ||
        status.AvailableReplicas > before.AvailableReplicas;

    private static ValueList<DeploymentCondition> Failure(
        Rollout rollout, DeploymentObserved observed, ValueList<DeploymentCondition> conditions, DateTimeOffset now)
    {
        const string Type = DeploymentConditionTypes.ReplicaFailure;
        var failed = rollout.All.Reverse()
            .Select(s => s.Status.Conditions.FirstOrDefault(c => c.Type == ReplicaSetConditionTypes.ReplicaFailure))
            .FirstOrDefault(c => c is { Status: "True" });
        if (failed is not null)
        {
            return Set(conditions, Type, "True", failed.Reason, failed.Message, now);
        }

        return rollout.New is null && observed.LastFailure is { Reason: not "Conflict" and not "AlreadyExists" } failure
            ? Set(conditions, Type, "True", "FailedCreate", failure.Message, now)
            : conditions.Where(c => c.Type != Type).ToValueList();
    }

    private static bool HasDeadline(Rollout rollout) =>
        rollout.Deployment.Spec.ProgressDeadlineSeconds is { } seconds && seconds != int.MaxValue;

    private static bool HasTimedOut(Rollout rollout, DeploymentCondition current, DateTimeOffset now) =>
        current.Reason == TimedOutReason || (current.LastUpdateTime ?? now).AddSeconds(rollout.Deployment.Spec.ProgressDeadlineSeconds!.Value) < now;

    private static TimeSpan? UntilDeadline(Rollout rollout, DeploymentStatus status, DateTimeOffset now)
    {
        if (!HasDeadline(rollout) || rollout.Deployment.Spec.Paused || IsComplete(rollout, status) ||
            Find(status.Conditions, DeploymentConditionTypes.Progressing) is not { Reason: not AvailableReason and not TimedOutReason } current)
        {
            return null;
        }

        var wait = (current.LastUpdateTime ?? now).AddSeconds(rollout.Deployment.Spec.ProgressDeadlineSeconds!.Value + 1) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }

    private static DeploymentCondition? Find(ValueList<DeploymentCondition> conditions, string type)
    {
        foreach (var condition in conditions)
        {
            if (condition.Type == type)
            {
                return condition;
            }
        }

        return null;
    }

    /// <summary>The conditions with one set; its times move only when it changes, and its update time also on <paramref name="touch"/>.</summary>
    private static ValueList<DeploymentCondition> Set(
        ValueList<DeploymentCondition> conditions, string type, string status, string reason, string message, DateTimeOffset now, bool touch = false)
    {
        var current = Find(conditions, type);
        if (current is not null && current.Status == status && current.Reason == reason && !touch)
        {
            return conditions;
        }

        var condition = new DeploymentCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = current?.Status == status ? current.LastTransitionTime : now,
        };
        return [.. conditions.Where(c => c.Type != type), condition];
    }
}
