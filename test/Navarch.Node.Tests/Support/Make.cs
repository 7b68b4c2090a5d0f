using System.Collections.Immutable;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;

namespace Navarch.Node.Tests.Support;

/// <summary>Short ways to the values that the tables are made of.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static Pod Pod(string restart = "Always", Container[]? containers = null, Container[]? init = null) => new()
    {
        Metadata = new() { Namespace = "default", Name = "web", UID = "u1", ResourceVersion = "1", Generation = 1 },
        Spec = new()
        {
            NodeName = "n1",
            RestartPolicy = restart,
            Containers = (containers ?? [Container("c")]).ToValueList(),
            InitContainers = (init ?? []).ToValueList(),
        },
    };

    public static Container Container(string name, string? restart = null) => new() { Name = name, Image = "busybox", RestartPolicy = restart };

    public static SandboxObservation Sandbox(int attempt = 0, bool ready = true) =>
        new() { Id = $"s{attempt}", Attempt = attempt, Ready = ready, CreatedAt = Now, IPs = ready ? ["10.244.0.5"] : [] };

    public static ContainerObservation Running(string name, int attempt = 0, string sandbox = "s0") =>
        new() { Id = $"{name}{attempt}", Name = name, Attempt = attempt, SandboxId = sandbox, Life = ContainerLife.Running, CreatedAt = Now, StartedAt = Now, Image = "busybox" };

    public static ContainerObservation Exited(string name, int code, int attempt = 0, string sandbox = "s0", double ranSeconds = 1, double agoSeconds = 1, int backoff = 0)
    {
        var finished = Now.AddSeconds(-agoSeconds);
        return new()
        {
            Id = $"{name}{attempt}",
            Name = name,
            Attempt = attempt,
            SandboxId = sandbox,
            Life = ContainerLife.Exited,
            CreatedAt = finished.AddSeconds(-ranSeconds),
            StartedAt = finished.AddSeconds(-ranSeconds),
            FinishedAt = finished,
            ExitCode = code,
            Image = "busybox",
            Backoff = TimeSpan.FromSeconds(backoff),
        };
    }

    /// <summary>A pod whose sandbox and volumes are there.</summary>
    public static PodObservation Ready(Pod pod, params ContainerObservation[] containers) => new()
    {
        Pod = pod,
        Now = Now,
        Volumes = VolumesPhase.Ready,
        Sandboxes = [Sandbox()],
        Containers = containers.ToValueList(),
    };

    public static PodObservation Busy(this PodObservation observed, OperationKind kind, string subject = "") =>
        observed with { Busy = observed.Busy.Add(new(kind, subject)) };

    public static PodObservation Remember(this PodObservation observed, string container, ContainerMemory memory) =>
        observed with { Memories = (observed.Memories ?? ImmutableDictionary<string, ContainerMemory>.Empty).SetItem(container, memory) };

    public static Pod Deleted(this Pod pod, long grace = 30) =>
        pod with { Metadata = pod.Metadata with { DeletionTimestamp = Now.AddSeconds(grace), DeletionGracePeriodSeconds = grace } };

    public static Pod InPhase(this Pod pod, string phase) => pod with { Status = pod.Status with { Phase = phase } };
}
