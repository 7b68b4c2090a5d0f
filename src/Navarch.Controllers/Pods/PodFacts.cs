using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Pods;

/// <summary>What controllers ask about a pod beyond what the API's own words answer.</summary>
public static class PodFacts
{
    /// <summary>Whether it is being deleted but its containers may still run.</summary>
    public static bool IsTerminating(this Pod pod) => !pod.IsTerminal() && pod.IsDeleting();

    /// <summary>Since when it has been ready; null when it is not.</summary>
    public static DateTimeOffset? ReadySince(this Pod pod) => pod.IsReady() ? pod.Condition(PodConditionTypes.Ready)?.LastTransitionTime : null;

    /// <summary>How long until it counts as available if it stays ready; null when it is available already or not ready.</summary>
    public static TimeSpan? UntilAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) =>
        minReadySeconds > 0 && pod.ReadySince() is { } since && since.AddSeconds(minReadySeconds) is var at && at > now ? at - now : null;
}
