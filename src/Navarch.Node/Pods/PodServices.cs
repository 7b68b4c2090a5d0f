using Microsoft.Extensions.Logging;
using Navarch.Client;
using Navarch.Node.Cgroups;
using Navarch.Node.Containers;
using Navarch.Node.Cri;
using Navarch.Node.Images;
using Navarch.Node.Probes;
using Navarch.Node.Reporting;
using Navarch.Node.Volumes;

namespace Navarch.Node.Pods;

/// <summary>What the work on pods needs of the node: one instance serves all pods.</summary>
public sealed record PodServices
{
    /// <summary>The API.</summary>
    public required IKubernetesClient Client { get; init; }

    /// <summary>The container runtime.</summary>
    public required ICriClient Runtime { get; init; }

    /// <summary>What every sandbox is told.</summary>
    public required SandboxSettings Sandbox { get; init; }

    /// <summary>The images of the pods' containers.</summary>
    public required ImageProvider Images { get; init; }

    /// <summary>The pods' volumes.</summary>
    public required PodVolumes Volumes { get; init; }

    /// <summary>The config maps and secrets that pods refer to.</summary>
    public required ReferencedObjects Objects { get; init; }

    /// <summary>The pods' tokens.</summary>
    public required ServiceAccountTokens Tokens { get; init; }

    /// <summary>The pods' cgroups.</summary>
    public required PodCgroups Cgroups { get; init; }

    /// <summary>Runs probes and hooks.</summary>
    public required ProbeRunner Probes { get; init; }

    /// <summary>Records events.</summary>
    public required NodeEvents Events { get; init; }

    /// <summary>What pods are told of the node.</summary>
    public required INodeFacts Node { get; init; }

    /// <summary>Bounds how many sandboxes and containers are being made at once.</summary>
    public required SemaphoreSlim LaunchGate { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the work is logged.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Where the node keeps its files.</summary>
    public NodePaths Paths => Sandbox.Paths;
}

/// <summary>What pods are told of their node.</summary>
public interface INodeFacts
{
    /// <summary>The node's addresses.</summary>
    HostAddresses Addresses { get; }

    /// <summary>The node's memory, in bytes.</summary>
    long Memory { get; }

    /// <summary>What the node has for pods.</summary>
    Api.ValueMap<Api.Quantity> Allocatable { get; }

    /// <summary>The services that a pod's containers are told of, as variables; waits until the services are known.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> ServiceVariablesAsync(Api.Core.V1.Pod pod, CancellationToken cancellationToken);
}
