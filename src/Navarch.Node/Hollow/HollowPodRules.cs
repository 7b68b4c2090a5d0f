using System.Globalization;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Hollow;

/// <summary>A pod on a simulated node, and what the node remembers of it.</summary>
/// <param name="Pod">The pod as last seen.</param>
/// <param name="SeenAt">When the node first saw it.</param>
/// <param name="HostIP">The node's address.</param>
/// <param name="PodIP">The pod's address.</param>
/// <param name="Fails">Whether its containers fail at their start.</param>
public sealed record HollowPodObservation(Pod Pod, DateTimeOffset SeenAt, string HostIP, string PodIP, bool Fails);

/// <summary>What a simulated node does for a pod next.</summary>
/// <param name="Status">The status to show; null when the one shown is right.</param>
/// <param name="Removes">Whether the pod is to go: its containers have ended.</param>
/// <param name="Again">When to decide again if nothing changes; null: never.</param>
public readonly record struct HollowStep(PodStatus? Status, bool Removes, DateTimeOffset? Again);

/// <summary>
/// The decision of a simulated node for one pod: waits as long as starting takes, runs, ends by itself when it is told to, and goes
/// when it is deleted. Pure.
/// </summary>
public static class HollowPodRules
{
    /// <summary>
    /// The annotation that says after how many seconds the containers of a pod end by themselves, with success; pods that are always
    /// restarted disregard it.
    /// </summary>
    public const string RunSeconds = "navarch.dev/hollow-run-seconds";

    /// <summary>What to do for a pod at a moment.</summary>
    public static HollowStep Decide(HollowPodObservation seen, HollowPodTimes times, DateTimeOffset now)
    {
        var pod = seen.Pod;
        var ended = pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed;
        if (pod.Metadata.DeletionTimestamp is { } deadline)
        {
            var grace = TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? 0);
            var stopped = ended ? now : deadline - grace + (times.StopDelay < grace ? times.StopDelay : grace);
            if (now < stopped)
            {
                return new(null, Removes: false, stopped);
            }

            // Who holds the pod back wants to know how it ended.
            return ended || pod.Metadata.Finalizers.IsEmpty ? new(null, Removes: true, null) : Show(pod, HollowPodStatus.Killed(seen, now), null);
        }

        if (ended)
        {
            return default;
        }

        var running = HollowPodStatus.RunningSince(pod.Status);
        if (running is null && now < seen.SeenAt + times.StartDelay)
        {
            return Show(pod, HollowPodStatus.Starting(seen, now), seen.SeenAt + times.StartDelay);
        }

        if (seen.Fails && running is null)
        {
            return Show(pod, HollowPodStatus.Crashed(seen, now), null);
        }

        if (RunTime(pod) is { } runs)
        {
            var end = (running ?? now) + runs;
            return now >= end ? Show(pod, HollowPodStatus.Succeeded(seen, now), null) : Show(pod, HollowPodStatus.Running(seen, now), end);
        }

        return Show(pod, HollowPodStatus.Running(seen, now), null);
    }

    private static HollowStep Show(Pod pod, PodStatus status, DateTimeOffset? again) => new(status == pod.Status ? null : status, Removes: false, again);

    private static TimeSpan? RunTime(Pod pod) =>
        pod.Spec.RestartPolicy is RestartPolicies.Never or RestartPolicies.OnFailure
        && pod.Metadata.Annotations.TryGetValue(RunSeconds, out var text)
        && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
