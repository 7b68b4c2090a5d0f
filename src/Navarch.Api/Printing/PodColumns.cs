using Navarch.Api.Core.V1;

namespace Navarch.Api.Printing;

/// <summary>The table of pods.</summary>
internal static class PodColumns
{
    public static readonly ColumnSet Pods = ColumnSet.Of<Pod>(
        ColumnSet.Name<Pod>(),
        new("Ready", p => Summary(p) is var s ? $"{s.Ready}/{s.Total}" : "", description: "The containers that are ready, of all that run to the end."),
        new("Status", p => Summary(p).Reason, description: "What the pod is doing, or why it is not."),
        new("Restarts", Restarts, Description: "How often containers were started again, and when last."),
        ColumnSet.Age<Pod>(),
        new("IP", p => p.Status.PodIPs is [var ip, ..] ? ip.IP : Texts.OrNone(p.Status.PodIP), wide: true, description: "The pod's address."),
        new("Node", p => Texts.OrNone(p.Spec.NodeName), wide: true, description: "The node the pod is bound to."),
        new("Nominated Node", p => Texts.OrNone(p.Status.NominatedNodeName), wide: true, description: "The node where others give way to the pod."),
        new("Readiness Gates", Gates, wide: true, description: "The further conditions for readiness that hold."));

    public static readonly ColumnSet PodTemplates = ColumnSet.Of<PodTemplate>(
        ColumnSet.Name<PodTemplate>(),
        new("Containers", t => Texts.Containers(t.Template.Spec), description: "The names of the containers."),
        new("Images", t => Texts.Images(t.Template.Spec), description: "The images of the containers."),
        new("Pod Labels", t => Texts.Labels(t.Template.Metadata.Labels), description: "The labels of its pods."));

    private readonly record struct PodSummary(int Ready, int Total, int Restarts, DateTimeOffset? LastRestart, string Reason);

    private static Cell Restarts(Pod pod, DateTimeOffset now)
    {
        var summary = Summary(pod);
        return summary is { Restarts: > 0, LastRestart: { } last } ? $"{summary.Restarts} ({Ages.Since(last, now)} ago)" : $"{summary.Restarts}";
    }

    private static Cell Gates(Pod pod) => pod.Spec.ReadinessGates.IsEmpty
        ? Texts.None
        : $"{pod.Spec.ReadinessGates.Count(g => pod.Condition(g.ConditionType)?.Status == ConditionStatuses.True)}/{pod.Spec.ReadinessGates.Count}";

    // The rules by which kubectl has always summed a pod up: initialization first, then the last container that has something to say.
    private static PodSummary Summary(Pod pod)
    {
        var total = pod.Spec.Containers.Count + pod.Spec.InitContainers.Count(c => c.IsSidecar());
        var reason = pod.Status.Reason.Length > 0 ? pod.Status.Reason : pod.Status.Phase;
        if (pod.Condition(PodConditionTypes.PodScheduled) is { Reason: "SchedulingGated" })
        {
            reason = "SchedulingGated";
        }

        var (initReason, ready, initRestarts, sidecarRestarts) = Initialization(pod);
        reason = initReason ?? reason;
        var counted = initRestarts;
        if (initReason is null || pod.Condition(PodConditionTypes.Initialized)?.Status == ConditionStatuses.True)
        {
            counted = sidecarRestarts;
            (reason, var running) = Running(pod, reason, ref counted);
            ready += running;
        }

        if (pod.Metadata.IsDeleting())
        {
            reason = pod.Status.Reason == "NodeLost" ? "Unknown" : pod.IsTerminal() ? reason : "Terminating";
        }

        return new(ready, total, counted.Count, counted.Last, reason);
    }

    private readonly record struct RestartCount(int Count, DateTimeOffset? Last)
    {
        public RestartCount With(ContainerStatus status)
        {
            var ended = status.LastTerminationState.Terminated?.FinishedAt;
            return new(Count + status.RestartCount, Last is null || ended > Last ? ended ?? Last : Last);
        }
    }

    private static (string? Reason, int Ready, RestartCount All, RestartCount Sidecars) Initialization(Pod pod)
    {
        var ready = 0;
        RestartCount all = default;
        RestartCount sidecars = default;
        for (var i = 0; i < pod.Status.InitContainerStatuses.Count; i++)
        {
            var status = pod.Status.InitContainerStatuses[i];
            var isSidecar = pod.Spec.InitContainers.FirstOrDefault(c => c.Name == status.Name)?.IsSidecar() == true;
            all = all.With(status);
            sidecars = isSidecar ? sidecars.With(status) : sidecars;
            if (status.State.Terminated is { ExitCode: 0 })
            {
                continue;
            }

            if (isSidecar && status.Started == true)
            {
                ready += status.Ready ? 1 : 0;
                continue;
            }

            var reason = status.State switch
            {
                { Terminated: { } ended } => "Init:" + Ended(ended),
                { Waiting.Reason: { Length: > 0 } waiting } when waiting != "PodInitializing" => "Init:" + waiting,
                _ => $"Init:{i}/{pod.Spec.InitContainers.Count}",
            };
            return (reason, ready, all, sidecars);
        }

        return (null, ready, all, sidecars);
    }

    private static (string Reason, int Ready) Running(Pod pod, string reason, ref RestartCount counted)
    {
        var ready = 0;
        for (var i = pod.Status.ContainerStatuses.Count - 1; i >= 0; i--)
        {
            var status = pod.Status.ContainerStatuses[i];
            counted = counted.With(status);
            if (status.State.Waiting is { Reason.Length: > 0 } waiting)
            {
                reason = waiting.Reason;
            }
            else if (status.State.Terminated is { } ended)
            {
                reason = Ended(ended);
            }
            else if (status.Ready && status.State.Running is not null)
            {
                ready++;
            }
        }

        if (reason == "Completed" && ready > 0)
        {
            reason = pod.IsReady() ? "Running" : "NotReady";
        }

        return (reason, ready);
    }

    private static string Ended(ContainerStateTerminated ended) =>
        ended.Reason.Length > 0 ? ended.Reason : ended.Signal != 0 ? $"Signal:{ended.Signal}" : $"ExitCode:{ended.ExitCode}";
}
