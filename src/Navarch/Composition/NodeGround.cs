using System.Net;
using Microsoft.Extensions.Logging;
using Navarch.Network.PodNetwork;
using Navarch.Node.Runtime;

namespace Navarch.Composition;

/// <summary>
/// What a node stands on and what needs no API: the pod network and the private containerd, which begin at once while the control plane
/// starts. Disposing ends the supervision; containerd and its containers run on.
/// </summary>
public sealed class NodeGround : IAsyncDisposable
{
    private NodeGround(NodeNetworkState network, ContainerdSupervisor containerd, Task<RuntimeStart> runtime)
    {
        Network = network;
        Containerd = containerd;
        Runtime = runtime;
    }

    /// <summary>The pod network and the node's address.</summary>
    public NodeNetworkState Network { get; }

    /// <summary>The container runtime.</summary>
    public ContainerdSupervisor Containerd { get; }

    /// <summary>Completes when the runtime answers, or cannot.</summary>
    public Task<RuntimeStart> Runtime { get; }

    /// <summary>The pod network is there when this returns; containerd is on its way.</summary>
    public static NodeGround Begin(HostContext host, CancellationToken cancellation)
    {
        var bound = IPAddress.Parse(host.Settings.BindAddress);
        var address = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any) ? null : bound;
        var network = NodeNetwork.Ensure(NodeSettings.Network(host.Paths, host.Settings, address));
        var containerd = new ContainerdSupervisor(NodeSettings.Containerd(host.Paths, host.Settings), host.Time, host.Loggers.CreateLogger<ContainerdSupervisor>());
        var runtime = host.Reporter.PhaseAsync("containerd", () => Task.Run(() => containerd.StartAsync(cancellation), cancellation));
        return new(network, containerd, runtime);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ((Task)Runtime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Containerd.DisposeAsync();
    }
}
