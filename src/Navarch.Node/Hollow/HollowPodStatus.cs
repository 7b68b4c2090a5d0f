using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;

namespace Navarch.Node.Hollow;

/// <summary>The statuses a simulated node shows for a pod. Conditions of others are kept, and times of what did not change.</summary>
internal static class HollowPodStatus
{
    private static readonly string[] Owned = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    private const int KilledExitCode = 137;

    /// <summary>Since when all containers run; null when they do not.</summary>
    public static DateTimeOffset? RunningSince(PodStatus status)
    {
        DateTimeOffset? since = null;
        foreach (var container in status.ContainerStatuses)
        {
            if (container.State.Running is not { } running)
            {
                return null;
            }

            since = running.StartedAt > since ? since : running.StartedAt;
        }

        return status.Phase == PodPhases.Running ? since : null;
    }

    /// <summary>The containers are being made.</summary>
    public static PodStatus Starting(HollowPodObservation seen, DateTimeOffset now)
    {
        var made = new ContainerState { Waiting = new() { Reason = seen.Pod.Spec.InitContainers.IsEmpty ? "ContainerCreating" : "PodInitializing" } };
        return Compose(seen, now, PodPhases.Pending, _ => made, _ => made, notReady: "ContainersNotReady");
    }

    /// <summary>All containers run, init containers have done their work.</summary>
    public static PodStatus Running(HollowPodObservation seen, DateTimeOffset now)
    {
        var since = RunningSince(seen.Pod.Status) ?? PodConditionsComposer.Whole(now);
        return Compose(
            seen, now, PodPhases.Running, c => Initialized(seen, c, since), _ => new() { Running = new() { StartedAt = since } }, notReady: "");
    }

    /// <summary>All containers have ended with success.</summary>
    public static PodStatus Succeeded(HollowPodObservation seen, DateTimeOffset now)
    {
        var since = RunningSince(seen.Pod.Status) ?? PodConditionsComposer.Whole(now);
        return Compose(
            seen, now, PodPhases.Succeeded, c => Ended(seen, c, since, now, 0), c => Ended(seen, c, since, now, 0), notReady: "PodCompleted");
    }

    /// <summary>The containers failed at their start: the pod has failed when nothing restarts, else it waits to try again, and does so for ever.</summary>
    public static PodStatus Crashed(HollowPodObservation seen, DateTimeOffset now)
    {
        if (seen.Pod.Spec.RestartPolicy == RestartPolicies.Never)
        {
            return Compose(
                seen, now, PodPhases.Failed, c => Initialized(seen, c, PodConditionsComposer.Whole(now)), c => Ended(seen, c, now, now, 1), notReady: "PodFailed");
        }

        return Compose(
            seen,
            now,
            PodPhases.Running,
            c => Initialized(seen, c, seen.Pod.Status.StartTime ?? PodConditionsComposer.Whole(now)),
            _ => new() { Waiting = new() { Reason = "CrashLoopBackOff", Message = "a simulated failure" } },
            notReady: "ContainersNotReady");
    }

    /// <summary>The containers were ended because the pod is deleted.</summary>
    public static PodStatus Killed(HollowPodObservation seen, DateTimeOffset now)
    {
        var since = RunningSince(seen.Pod.Status) ?? PodConditionsComposer.Whole(now);
        return Compose(
            seen, now, PodPhases.Failed, c => Initialized(seen, c, since), c => Ended(seen, c, since, now, KilledExitCode), notReady: "PodFailed");
    }

    private static ContainerState Initialized(HollowPodObservation seen, Container container, DateTimeOffset since) =>
        RestartRules.RoleOfInit(container) == ContainerRole.Sidecar
            ? new() { Running = new() { StartedAt = since } }
            : Ended(seen, container, since, since, 0);

    private static ContainerState Ended(HollowPodObservation seen, Container container, DateTimeOffset since, DateTimeOffset at, int exitCode) => new()
    {
        Terminated = new()
        {
            ExitCode = exitCode,
            Reason = exitCode == 0 ? "Completed" : "Error",
            StartedAt = PodConditionsComposer.Whole(since),
            FinishedAt = PodConditionsComposer.Whole(at),
            ContainerID = IdOf(seen.Pod, container),
        },
    };

    /// <param name="seen">The pod.</param>
    /// <param name="now">The moment.</param>
    /// <param name="phase">The phase to show.</param>
    /// <param name="init">The state of each init container.</param>
    /// <param name="main">The state of each container.</param>
    /// <param name="notReady">Why the containers are not ready; empty when they are.</param>
    private static PodStatus Compose(
        HollowPodObservation seen, DateTimeOffset now, string phase, Func<Container, ContainerState> init, Func<Container, ContainerState> main, string notReady)
    {
        var pod = seen.Pod;
        var status = pod.Status;
        return status with
        {
            Phase = phase,
            HostIP = seen.HostIP,
            HostIPs = [new() { IP = seen.HostIP }],
            PodIP = phase == PodPhases.Pending ? status.PodIP : seen.PodIP,
            PodIPs = phase == PodPhases.Pending ? status.PodIPs : [new() { IP = seen.PodIP }],
            StartTime = status.StartTime ?? PodConditionsComposer.Whole(now),
            InitContainerStatuses = pod.Spec.InitContainers.Select(c => Container(pod, c, init(c))).ToValueList(),
            ContainerStatuses = pod.Spec.Containers.Select(c => Container(pod, c, main(c))).ToValueList(),
            Conditions = Conditions(pod, now, phase, notReady),
        };
    }

    private static ContainerStatus Container(Pod pod, Container container, ContainerState state)
    {
        var runs = state.Running is not null;
        var exists = state.Waiting is null;
        return new()
        {
            Name = container.Name,
            Image = container.Image,
            ImageID = exists ? $"hollow://{container.Image}" : "",
            ContainerID = exists ? IdOf(pod, container) : "",
            Ready = runs || (state.Terminated is { ExitCode: 0 } && pod.Spec.InitContainers.Contains(container)),
            Started = runs,
            State = state,
        };
    }

    private static string IdOf(Pod pod, Container container) => $"hollow://{pod.Metadata.UID}/{container.Name}";

    private static ValueList<PodCondition> Conditions(Pod pod, DateTimeOffset now, string phase, string notReady)
    {
        var before = pod.Status.Conditions;
        var made = phase != PodPhases.Pending;
        var unmet = notReady.Length > 0 ? notReady : GatesHold(pod) ? "" : "ReadinessGatesNotReady";
        PodCondition[] owned =
        [
            Condition("PodReadyToStartContainers", phase is PodPhases.Running, ""),
            Condition("Initialized", made || pod.Spec.InitContainers.IsEmpty, made ? "" : "ContainersNotInitialized"),
            Condition("Ready", unmet.Length == 0, unmet),
            Condition("ContainersReady", notReady.Length == 0, notReady),
            PodConditionsComposer.Find(before, "PodScheduled") ?? Condition("PodScheduled", holds: true, ""),
        ];
        return owned.Select(c => c with { LastTransitionTime = Since(before, c, now), ObservedGeneration = pod.Metadata.Generation })
            .Concat(before.Where(c => !Owned.Contains(c.Type)))
            .ToValueList();
    }

    private static bool GatesHold(Pod pod)
    {
        foreach (var gate in pod.Spec.ReadinessGates)
        {
            if (PodConditionsComposer.Find(pod.Status.Conditions, gate.ConditionType)?.Status != "True")
            {
                return false;
            }
        }

        return true;
    }

    private static DateTimeOffset? Since(ValueList<PodCondition> before, PodCondition condition, DateTimeOffset now) =>
        PodConditionsComposer.Find(before, condition.Type) is { LastTransitionTime: { } since } shown && shown.Status == condition.Status
            ? since
            : PodConditionsComposer.Whole(now);

    private static PodCondition Condition(string type, bool holds, string reason) =>
        new() { Type = type, Status = holds ? "True" : "False", Reason = holds ? "" : reason };
}
