using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Scheduler;

/// <summary>The condition <c>DisruptionTarget=True</c>, which tells that a pod ends for no fault of its own.</summary>
internal static class DisruptionTarget
{
    /// <summary>The patch of the pod's status.</summary>
    public static PatchBody Patch(Pod pod, string message, DateTimeOffset now) => PodConditionPatch.Of(pod, new()
    {
        Type = "DisruptionTarget",
        Status = "True",
        Reason = "PreemptionByScheduler",
        Message = message,
        LastTransitionTime = now,
    });
}
