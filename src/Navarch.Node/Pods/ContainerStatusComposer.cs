using Navarch.Api;
using Navarch.Api.Core.V1;
using CoreContainerState = Navarch.Api.Core.V1.ContainerState;

namespace Navarch.Node.Pods;

/// <summary>Computes the status shown for one container.</summary>
public static class ContainerStatusComposer
{
    /// <summary>The status of a container, from what the runtime shows and what the agent remembers.</summary>
    /// <param name="observed">The pod.</param>
    /// <param name="container">The container as asked for.</param>
    /// <param name="role">What it is to its pod.</param>
    /// <param name="shown">The status shown so far, if any; kept where the runtime knows nothing of the container.</param>
    /// <param name="ending">Whether nothing in the pod starts again.</param>
    public static ContainerStatus Compose(PodObservation observed, Container container, ContainerRole role, ContainerStatus? shown, bool ending)
    {
        var latest = observed.Latest(container.Name);
        if (latest is null)
        {
            return WithoutTrace(observed, container, shown);
        }

        var state = StateOf(observed, container, role, latest, ending);
        return new ContainerStatus
        {
            Name = container.Name,
            State = state,
            LastTerminationState = LastStateOf(observed, container, latest, state),
            Ready = role == ContainerRole.Init ? latest is { Life: ContainerLife.Exited, ExitCode: 0 } : observed.IsReady(container),
            RestartCount = latest.Attempt,
            Image = latest.Image.Length > 0 ? latest.Image : container.Image,
            ImageID = latest.ImageId,
            ContainerID = IdOf(latest),
            Started = role == ContainerRole.Init ? latest.Life == ContainerLife.Running && observed.IsStarted(container) : observed.IsStarted(container),
            Resources = container.Resources.Limits.IsEmpty && container.Resources.Requests.IsEmpty ? null : container.Resources,
            AllocatedResources = container.Resources.Requests,
            VolumeMounts = container.VolumeMounts.Select(m => Show(observed.Pod, m)).ToValueList(),
        };
    }

    /// <summary>The id as the API shows it.</summary>
    public static string IdOf(ContainerObservation container) => "containerd://" + container.Id;

    private static ContainerStatus WithoutTrace(PodObservation observed, Container container, ContainerStatus? shown)
    {
        var waiting = Waiting(observed, container, shown is { State.Waiting: { } already } ? already.Message : "");
        if (shown is { ContainerID.Length: > 0 })
        {
            var kept = shown.State.Terminated is not null || PodOutcome.IsFinal(observed.Pod) ? shown.State : waiting;
            return shown with
            {
                State = kept,
                LastTerminationState = shown.State.Terminated is { } ended && kept.Terminated is null ? new() { Terminated = ended } : shown.LastTerminationState,
                Ready = kept.Terminated is { ExitCode: 0 } && shown.Ready,
                Started = false,
            };
        }

        return new ContainerStatus { Name = container.Name, Image = container.Image, State = waiting, Started = false };
    }

    private static CoreContainerState StateOf(PodObservation observed, Container container, ContainerRole role, ContainerObservation latest, bool ending)
    {
        if (latest.Life == ContainerLife.Running)
        {
            return new() { Running = new() { StartedAt = Whole(latest.StartedAt) } };
        }

        if (latest.Life == ContainerLife.Created)
        {
            return Waiting(observed, container, "");
        }

        var again = !ending && observed.Pod.Metadata.DeletionTimestamp is null
            && (latest.SandboxId != observed.ReadySandbox?.Id || RestartRules.Restarts(observed.Pod.Spec, container, role, latest.ExitCode));
        var trouble = again ? observed.Memory(container.Name).Trouble : null;
        if (trouble is not null && (trouble.Reason != Trouble.RunFailed || observed.Now - trouble.FailedAt < Trouble.FailureShown))
        {
            return Waiting(observed, container, "");
        }

        if (again && RestartRules.DueAt(latest) > observed.Now)
        {
            var metadata = observed.Pod.Metadata;
            var message = $"back-off {Spell(latest.Backoff)} restarting failed container={container.Name} pod={metadata.Name}_{metadata.Namespace}({metadata.UID})";
            return new() { Waiting = new() { Reason = "CrashLoopBackOff", Message = message } };
        }

        return new() { Terminated = Ended(latest) };
    }

    private static CoreContainerState Waiting(PodObservation observed, Container container, string message)
    {
        if (observed.Memory(container.Name).Trouble is { } trouble)
        {
            var shown = trouble.ShownAs(observed.Now);
            return new() { Waiting = new() { Reason = shown, Message = shown == trouble.Reason ? trouble.Message : $"Back-off pulling image \"{container.Image}\": {trouble.Message}" } };
        }

        var reason = observed.Pod.Spec.InitContainers.IsEmpty ? "ContainerCreating" : "PodInitializing";
        return new() { Waiting = new() { Reason = reason, Message = message } };
    }

    private static CoreContainerState LastStateOf(PodObservation observed, Container container, ContainerObservation latest, CoreContainerState state)
    {
        var before = state.Waiting is not null && latest.Life == ContainerLife.Exited ? latest : observed.Previous(container.Name);
        return before is { Life: ContainerLife.Exited } ? new() { Terminated = Ended(before) } : new();
    }

    private static ContainerStateTerminated Ended(ContainerObservation container) => new()
    {
        ExitCode = container.ExitCode,
        Reason = container.Reason.Length > 0 ? container.Reason : container.ExitCode == 0 ? "Completed" : "Error",
        Message = container.Message,
        StartedAt = Whole(container.StartedAt),
        FinishedAt = Whole(container.FinishedAt),
        ContainerID = IdOf(container),
    };

    // Files made from objects can only be read, whatever the mount asks for.
    private static VolumeMountStatus Show(Pod pod, VolumeMount mount)
    {
        var readOnly = mount.ReadOnly || pod.Spec.Volumes.Any(v => v.Name == mount.Name && (v.ConfigMap ?? v.Secret ?? v.DownwardAPI ?? (object?)v.Projected) is not null);
        return new() { Name = mount.Name, MountPath = mount.MountPath, ReadOnly = readOnly, RecursiveReadOnly = readOnly ? "Disabled" : null };
    }

    private static DateTimeOffset? Whole(DateTimeOffset? time) => time is { } moment ? PodConditionsComposer.Whole(moment) : null;

    private static string Spell(TimeSpan wait)
    {
        var minutes = (int)wait.TotalMinutes;
        return minutes == 0 ? $"{wait.Seconds}s" : $"{minutes}m{wait.Seconds}s";
    }
}
