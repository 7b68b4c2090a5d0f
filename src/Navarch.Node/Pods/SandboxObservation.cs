using Navarch.Api;

namespace Navarch.Node.Pods;

/// <summary>What the runtime tells of one sandbox of a pod.</summary>
public sealed record SandboxObservation
{
    /// <summary>The runtime's id.</summary>
    public required string Id { get; init; }

    /// <summary>Counts from zero; a sandbox that died is followed by one of the next attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Whether it is up, with its network.</summary>
    public bool Ready { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The pod's addresses, the primary one first; empty on the host's network.</summary>
    public ValueList<string> IPs { get; init; }
}
