using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.Api.Validation;

/// <summary>What controllers may report: counts are not negative, a part is not more than the whole, and collisions are only ever added.</summary>
internal static class WorkloadStatusRules
{
    private static readonly FieldPath Status = FieldPath.Of("status");

    public static void Validate(Deployment deployment, Deployment old, ErrorList errors)
    {
        var status = deployment.Status;
        Counts(errors, ("observedGeneration", status.ObservedGeneration), ("replicas", status.Replicas), ("updatedReplicas", status.UpdatedReplicas),
            ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas), ("unavailableReplicas", status.UnavailableReplicas),
            ("terminatingReplicas", status.TerminatingReplicas), ("collisionCount", status.CollisionCount));
        Part("updatedReplicas", status.UpdatedReplicas, status.Replicas, "status.replicas", errors);
        Ready(status.ReadyReplicas, status.AvailableReplicas, status.Replicas, errors);
        Collisions(status.CollisionCount, old.Status.CollisionCount, errors);
    }

    public static void Validate(ReplicaSet set, ReplicaSet old, ErrorList errors)
    {
        var status = set.Status;
        Counts(errors, ("replicas", status.Replicas), ("fullyLabeledReplicas", status.FullyLabeledReplicas), ("readyReplicas", status.ReadyReplicas),
            ("availableReplicas", status.AvailableReplicas), ("terminatingReplicas", status.TerminatingReplicas), ("observedGeneration", status.ObservedGeneration));
        Part("fullyLabeledReplicas", status.FullyLabeledReplicas, status.Replicas, "status.replicas", errors);
        Ready(status.ReadyReplicas, status.AvailableReplicas, status.Replicas, errors);
    }

    public static void Validate(ReplicationController controller, ReplicationController old, ErrorList errors)
    {
        var status = controller.Status;
        Counts(errors, ("replicas", status.Replicas), ("fullyLabeledReplicas", status.FullyLabeledReplicas), ("readyReplicas", status.ReadyReplicas),
            ("availableReplicas", status.AvailableReplicas), ("observedGeneration", status.ObservedGeneration));
        Part("fullyLabeledReplicas", status.FullyLabeledReplicas, status.Replicas, "status.replicas", errors);
        Ready(status.ReadyReplicas, status.AvailableReplicas, status.Replicas, errors);
    }

    public static void Validate(StatefulSet set, StatefulSet old, ErrorList errors)
    {
        var status = set.Status;
        Counts(errors, ("replicas", status.Replicas), ("readyReplicas", status.ReadyReplicas), ("currentReplicas", status.CurrentReplicas),
            ("updatedReplicas", status.UpdatedReplicas), ("availableReplicas", status.AvailableReplicas), ("observedGeneration", status.ObservedGeneration),
            ("collisionCount", status.CollisionCount));
        Part("currentReplicas", status.CurrentReplicas, status.Replicas, "status.replicas", errors);
        Part("updatedReplicas", status.UpdatedReplicas, status.Replicas, "status.replicas", errors);
        Ready(status.ReadyReplicas, status.AvailableReplicas, status.Replicas, errors);
        Collisions(status.CollisionCount, old.Status.CollisionCount, errors);
    }

    public static void Validate(DaemonSet set, DaemonSet old, ErrorList errors)
    {
        var status = set.Status;
        Counts(errors, ("currentNumberScheduled", status.CurrentNumberScheduled), ("numberMisscheduled", status.NumberMisscheduled),
            ("desiredNumberScheduled", status.DesiredNumberScheduled), ("numberReady", status.NumberReady), ("observedGeneration", status.ObservedGeneration),
            ("updatedNumberScheduled", status.UpdatedNumberScheduled), ("numberAvailable", status.NumberAvailable),
            ("numberUnavailable", status.NumberUnavailable), ("collisionCount", status.CollisionCount));
        Collisions(status.CollisionCount, old.Status.CollisionCount, errors);
    }

    public static void Validate(PodDisruptionBudget budget, PodDisruptionBudget old, ErrorList errors)
    {
        var status = budget.Status;
        Counts(errors, ("disruptionsAllowed", status.DisruptionsAllowed), ("currentHealthy", status.CurrentHealthy),
            ("desiredHealthy", status.DesiredHealthy), ("expectedPods", status.ExpectedPods));
    }

    private static void Counts(ErrorList errors, params ReadOnlySpan<(string Name, long? Value)> counts)
    {
        foreach (var (name, value) in counts)
        {
            errors.NotNegative(Status, name, value);
        }
    }

    private static void Ready(int ready, int available, int replicas, ErrorList errors)
    {
        Part("readyReplicas", ready, replicas, "status.replicas", errors);
        Part("availableReplicas", available, replicas, "status.replicas", errors);
        Part("availableReplicas", available, ready, "readyReplicas", errors);
    }

    private static void Part(string name, int part, int whole, string wholeName, ErrorList errors)
    {
        if (part > whole)
        {
            errors.Invalid(Status.Child(name), part, $"cannot be greater than {wholeName}");
        }
    }

    private static void Collisions(int? now, int? before, ErrorList errors)
    {
        if (before is not null && (now is null || now < before))
        {
            errors.Invalid(Status.Child("collisionCount"), now, "cannot be decremented");
        }
    }
}
