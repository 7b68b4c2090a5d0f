using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Scheduler;

/// <summary>The condition <c>PodScheduled=False</c>, which tells the user why a pod waits.</summary>
internal static class PodScheduledCondition
{
    private const string Type = "PodScheduled";

    /// <summary>The patch of the pod's status, or null when the status says so already.</summary>
    public static PatchBody? Patch(Pod pod, string reason, string message, string? nominatedNode, DateTimeOffset now)
    {
        var old = pod.Status.Conditions.FirstOrDefault(c => c.Type == Type);
        if (old is { Status: "False" } && old.Reason == reason && old.Message == message && (nominatedNode is null || nominatedNode == pod.Status.NominatedNodeName))
        {
            return null;
        }

        var since = old is { Status: "False", LastTransitionTime: { } before } ? before : now;
        return PodConditionPatch.Of(
            pod, new() { Type = Type, Status = "False", Reason = reason, Message = message, LastTransitionTime = since }, nominatedNode);
    }
}
