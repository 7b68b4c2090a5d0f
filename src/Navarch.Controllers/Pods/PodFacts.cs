using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Pods;

/// <summary>What controllers ask about a pod.</summary>
public static class PodFacts
{
    /// <summary>Whether the pod still counts: it has not ended and is not being deleted.</summary>
    public static bool IsActive(this Pod pod) => !pod.IsFinished() && pod.Metadata.DeletionTimestamp is null;

    /// <summary>Whether all its containers have ended for good.</summary>
    public static bool IsFinished(this Pod pod) => pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed;

    /// <summary>Whether it is being deleted but its containers may still run.</summary>
    public static bool IsTerminating(this Pod pod) => !pod.IsFinished() && pod.Metadata.DeletionTimestamp is not null;

    /// <summary>One of its conditions, or null.</summary>
    public static PodCondition? Condition(this Pod pod, string type)
    {
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition.Type == type)
            {
                return condition;
            }
        }

        return null;
    }

    /// <summary>Whether it may receive traffic.</summary>
    public static bool IsReady(this Pod pod) => pod.Condition(PodConditionTypes.Ready) is { Status: "True" };

    /// <summary>Since when it has been ready; null when it is not.</summary>
    public static DateTimeOffset? ReadySince(this Pod pod) =>
        pod.Condition(PodConditionTypes.Ready) is { Status: "True" } ready ? ready.LastTransitionTime : null;

    /// <summary>Whether it has been ready for that long.</summary>
    public static bool IsAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) =>
        pod.IsReady() && (minReadySeconds == 0 || (pod.ReadySince() is { } since && since.AddSeconds(minReadySeconds) <= now));

    /// <summary>How long until <see cref="IsAvailable"/> if it stays ready; null when it is available or not ready.</summary>
    public static TimeSpan? UntilAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) =>
        minReadySeconds > 0 && pod.ReadySince() is { } since && since.AddSeconds(minReadySeconds) is var at && at > now ? at - now : null;
}
