namespace Navarch.Node.Pods;

/// <summary>Where the runtime says a container is in its life.</summary>
public enum ContainerLife
{
    /// <summary>Made but never started.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its process ended, or the runtime no longer knows of it.</summary>
    Exited,
}

/// <summary>What the runtime tells of one container of a pod: one attempt to run it.</summary>
public sealed record ContainerObservation
{
    /// <summary>The runtime's id, without the scheme.</summary>
    public required string Id { get; init; }

    /// <summary>The container's name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Counts from zero over the pod's life: the restart count shown when this attempt is the newest.</summary>
    public int Attempt { get; init; }

    /// <summary>The sandbox that the container was made in.</summary>
    public string SandboxId { get; init; } = "";

    /// <summary>Where it is in its life.</summary>
    public ContainerLife Life { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its process started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its process ended; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The process's exit code; 128 + signal when a signal ended it.</summary>
    public int ExitCode { get; init; }

    /// <summary>The runtime's word for why it ended: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, <c>StartError</c>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The termination message, or the runtime's message.</summary>
    public string Message { get; init; } = "";

    /// <summary>The image as the pod named it when this attempt was made.</summary>
    public string Image { get; init; } = "";

    /// <summary>The image the runtime resolved it to, by digest when known.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>How long to wait before the next attempt if this one ends; kept as an annotation so that it outlives the agent.</summary>
    public TimeSpan Backoff { get; init; }
}
