using Navarch.Node.Probes;

namespace Navarch.Node.Pods;

/// <summary>What the agent itself remembers of a container; all of it may be lost with the process.</summary>
public sealed record ContainerMemory
{
    /// <summary>Nothing remembered.</summary>
    public static ContainerMemory None { get; } = new();

    /// <summary>Why the last try to start it failed, if it did.</summary>
    public Trouble? Trouble { get; init; }

    /// <summary>The runtime id of the attempt that the verdicts below are about.</summary>
    public string ProbedId { get; init; } = "";

    /// <summary>What the startup probe found so far.</summary>
    public ProbeVerdict Startup { get; init; }

    /// <summary>What the readiness probe found so far.</summary>
    public ProbeVerdict Readiness { get; init; }

    /// <summary>What the liveness probe found so far.</summary>
    public ProbeVerdict Liveness { get; init; }

    /// <summary>By when a stop that is under way kills the process.</summary>
    public DateTimeOffset? StopBy { get; init; }
}
