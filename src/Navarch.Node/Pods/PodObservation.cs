using System.Collections.Immutable;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Probes;

namespace Navarch.Node.Pods;

/// <summary>How far the pod's volumes are.</summary>
public enum VolumesPhase
{
    /// <summary>Nothing is set up, or everything was torn down.</summary>
    Absent,

    /// <summary>Every volume is there.</summary>
    Ready,

    /// <summary>An agent before this one set some up: they are to be looked at again, or torn down.</summary>
    Unknown,
}

/// <summary>The kinds of work on a pod that may be under way.</summary>
public enum OperationKind
{
    /// <summary>Setting up or tearing down volumes.</summary>
    Volumes,

    /// <summary>Making, stopping or removing a sandbox.</summary>
    Sandbox,

    /// <summary>Starting a container.</summary>
    Start,

    /// <summary>Stopping a container.</summary>
    Stop,

    /// <summary>Removing a container.</summary>
    Remove,

    /// <summary>Deleting the pod's object.</summary>
    Delete,

    /// <summary>Forgetting the pod: its folders and cgroup.</summary>
    Forget,
}

/// <summary>Names one piece of work that is under way; two of the same name never run at once.</summary>
/// <param name="Kind">The kind of work.</param>
/// <param name="Subject">The container's name or id, or empty.</param>
public readonly record struct Operation(OperationKind Kind, string Subject);

/// <summary>Why the node refuses a pod.</summary>
/// <param name="Reason">The upstream reason word, such as <c>OutOfcpu</c>.</param>
/// <param name="Message">The upstream message.</param>
public sealed record Rejection(string Reason, string Message);

/// <summary>
/// Everything a decision about a pod rests on, at one moment: what was asked, what the runtime shows,
/// what the agent remembers and what it is doing.
/// </summary>
public sealed record PodObservation
{
    /// <summary>The pod as last read from the API, with the status last written.</summary>
    public required Pod Pod { get; init; }

    /// <summary>The moment of the observation.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether the API no longer has the pod.</summary>
    public bool Gone { get; init; }

    /// <summary>Why the node refuses the pod, if it does.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>The pod's sandboxes, all attempts.</summary>
    public ValueList<SandboxObservation> Sandboxes { get; init; }

    /// <summary>The sandboxes that this agent stopped, by id: only of those is it certain that their network was given back.</summary>
    public ImmutableHashSet<string> Stopped { get; init; } = [];

    /// <summary>The pod's containers, all attempts.</summary>
    public ValueList<ContainerObservation> Containers { get; init; }

    /// <summary>How far the volumes are.</summary>
    public VolumesPhase Volumes { get; init; }

    /// <summary>When the content of some volume must be made anew; null for never.</summary>
    public DateTimeOffset? VolumesRefreshAt { get; init; }

    /// <summary>Why setting up the volumes failed last, if it did.</summary>
    public Trouble? VolumesTrouble { get; init; }

    /// <summary>Why making a sandbox failed last, if it did.</summary>
    public Trouble? SandboxTrouble { get; init; }

    /// <summary>Why deleting the pod's object failed last, if it did.</summary>
    public Trouble? DeleteTrouble { get; init; }

    /// <summary>What is remembered of each container, by name.</summary>
    public ImmutableDictionary<string, ContainerMemory> Memories { get; init; } = ImmutableDictionary<string, ContainerMemory>.Empty;

    /// <summary>The work under way.</summary>
    public ImmutableHashSet<Operation> Busy { get; init; } = [];

    /// <summary>The newest sandbox that is up, or null.</summary>
    public SandboxObservation? ReadySandbox
    {
        get
        {
            SandboxObservation? newest = null;
            foreach (var sandbox in Sandboxes)
            {
                if (sandbox.Ready && (newest is null || sandbox.Attempt >= newest.Attempt))
                {
                    newest = sandbox;
                }
            }

            return newest;
        }
    }

    /// <summary>Whether any work of this kind is under way.</summary>
    public bool IsBusy(OperationKind kind)
    {
        foreach (var operation in Busy)
        {
            if (operation.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the container of this name is being started, stopped or removed.</summary>
    public bool IsBusy(string container) =>
        Busy.Contains(new(OperationKind.Start, container)) || Busy.Contains(new(OperationKind.Stop, container)) || Busy.Contains(new(OperationKind.Remove, container));

    /// <summary>The newest attempt of a container in any sandbox, or null.</summary>
    public ContainerObservation? Latest(string name)
    {
        ContainerObservation? newest = null;
        foreach (var container in Containers)
        {
            if (container.Name == name && (newest is null || container.Attempt > newest.Attempt || (container.Attempt == newest.Attempt && container.CreatedAt > newest.CreatedAt)))
            {
                newest = container;
            }
        }

        return newest;
    }

    /// <summary>The newest attempt before the newest one, or null.</summary>
    public ContainerObservation? Previous(string name)
    {
        var latest = Latest(name);
        ContainerObservation? previous = null;
        foreach (var container in Containers)
        {
            if (container.Name == name && !ReferenceEquals(container, latest) && (previous is null || container.Attempt > previous.Attempt))
            {
                previous = container;
            }
        }

        return previous;
    }

    /// <summary>
    /// The number of the attempt after the newest one. When the runtime lost everything of a container the API still
    /// tells how often it was started.
    /// </summary>
    public int NextAttempt(string name)
    {
        if (Latest(name) is { } latest)
        {
            return latest.Attempt + 1;
        }

        foreach (var status in Pod.Status.InitContainerStatuses.Concat(Pod.Status.ContainerStatuses))
        {
            if (status.Name == name && status.ContainerID.Length > 0)
            {
                return status.RestartCount + 1;
            }
        }

        return 0;
    }

    /// <summary>What is remembered of a container.</summary>
    public ContainerMemory Memory(string name) => Memories.GetValueOrDefault(name, ContainerMemory.None);

    /// <summary>Whether any container's process runs.</summary>
    public bool AnyRunning
    {
        get
        {
            foreach (var container in Containers)
            {
                if (container.Life == ContainerLife.Running)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Whether a container counts as started: its process runs, its post-start hook is done and its startup probe, if any, passed.
    /// </summary>
    public bool IsStarted(Container spec)
    {
        var latest = Latest(spec.Name);
        if (latest is not { Life: ContainerLife.Running } || Busy.Contains(new(OperationKind.Start, spec.Name)))
        {
            return false;
        }

        return spec.StartupProbe is null || (Memory(spec.Name) is { Startup: ProbeVerdict.Success } memory && memory.ProbedId == latest.Id);
    }

    /// <summary>Whether a container counts as ready: started, and its readiness probe, if any, passes.</summary>
    public bool IsReady(Container spec)
    {
        if (!IsStarted(spec))
        {
            return false;
        }

        return spec.ReadinessProbe is null || (Memory(spec.Name) is { Readiness: ProbeVerdict.Success } memory && memory.ProbedId == Latest(spec.Name)!.Id);
    }
}
