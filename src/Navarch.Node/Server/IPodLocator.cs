namespace Navarch.Node.Server;

/// <summary>Finds this node's pods for the node's server: which sandbox, containers and log files belong to a name.</summary>
public interface IPodLocator
{
    /// <summary>The pod of that name, or null when this node has none.</summary>
    ValueTask<LocatedPod?> FindAsync(string podNamespace, string podName, CancellationToken ct);

    /// <summary>All pods of this node as the JSON of a <c>PodList</c>.</summary>
    ValueTask<ReadOnlyMemory<byte>> DescribePodsAsync(CancellationToken ct);
}

/// <summary>What the node knows of a pod's runtime objects.</summary>
/// <param name="Uid">The pod's uid.</param>
/// <param name="SandboxId">Id of the ready sandbox; null when there is none.</param>
/// <param name="Containers">Init, ordinary and ephemeral containers.</param>
public sealed record LocatedPod(string Uid, string? SandboxId, IReadOnlyList<LocatedContainer> Containers);

/// <summary>What the node knows of one container.</summary>
public sealed record LocatedContainer
{
    /// <summary>Its name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Runtime id of the latest instance, running or ended; null when none was started yet.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Whether that instance runs.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Log file of the latest instance; null when none was started yet.</summary>
    public string? LogFile { get; init; }

    /// <summary>Log file of the instance before; null when there is none.</summary>
    public string? PreviousLogFile { get; init; }

    /// <summary>Why nothing was started yet, such as <c>ContainerCreating</c>; empty otherwise.</summary>
    public string WaitingReason { get; init; } = "";
}
