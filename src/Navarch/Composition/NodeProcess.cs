using System.Net;
using Microsoft.Extensions.Logging;
using Navarch.Client.Caching;
using Navarch.Cluster;
using Navarch.Network;
using Navarch.Node;
using Navarch.Node.Cri;
using Navarch.Node.Server;
using Navarch.Pki;

namespace Navarch.Composition;

/// <summary>
/// What joins a cluster on a node: the node agent with its server, the service proxy and cluster DNS. Disposing stops
/// them; the containers run on.
/// </summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private const string MastersGroup = "system:masters";

    // containerd tells of every change; this only mends what was lost.
    private static readonly TimeSpan RelistPeriod = TimeSpan.FromMinutes(2);

    private readonly HostContext host;
    private readonly NodeGround ground;
    private readonly Stack<IAsyncDisposable> parts = new();

    /// <param name="host">What the process is made from.</param>
    /// <param name="ground">What the node stands on.</param>
    public NodeProcess(HostContext host, NodeGround ground)
    {
        this.host = host;
        this.ground = ground;
    }

    /// <summary>Joins the cluster; completes when the node is ready, services are reachable and names resolve.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<Problem?> JoinAsync(ClusterPki pki, ControlPlane controlPlane, CancellationToken cancellation)
    {
        var services = host.Reporter.PhaseAsync("services and DNS", () => StartServicesAsync(controlPlane, cancellation));
        if ((await ground.Runtime).Problem is { } problem)
        {
            return new(problem, $"See the log of containerd in {host.Paths.ContainerdDirectory}.");
        }

        await host.Reporter.PhaseAsync("node", () => StartAgentAsync(pki, controlPlane, cancellation));
        await services;
        return null;
    }

    /// <summary>Stops the parts, in reverse order.</summary>
    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartAgentAsync(ClusterPki pki, ControlPlane controlPlane, CancellationToken cancellation)
    {
        var identity = CertificateProfile.NodeClient(host.Settings.NodeName);
        var settings = NodeSettings.Containerd(host.Paths, host.Settings);
        var agent = new NodeAgent(
            new()
            {
                NodeName = host.Settings.NodeName,
                DataDirectory = host.Paths.NodeDirectory,
                CgroupRoot = settings.CgroupRoot,
                PodCidr = settings.PodCidr,
                ClusterDns = NodeSettings.DnsAddress(host.Settings).ToString(),
                NodeAddress = ground.Network.NodeAddress.ToString(),
            },
            controlPlane.ClientOf(identity.CommonName, identity.Organization),
            ground.Containerd.Cri,
            new ContainerdEvents(ground.Containerd.Channel, ground.Containerd.Cri, host.Time, RelistPeriod, host.Loggers.CreateLogger<ContainerdEvents>()),
            host.Time,
            host.Loggers);
        parts.Push(agent);
        var serving = pki.Ensure(CertificateProfile.NodeServer(host.Settings.NodeName, [ground.Network.NodeAddress, IPAddress.Loopback]));
        var server = new NodeServer(
            new() { NodeName = host.Settings.NodeName, ServerCertificate = serving.Certificate, ClientAuthorities = [pki.Authority.Certificate] },
            agent.Locator,
            ground.Containerd.Cri,
            host.Time,
            host.Loggers);
        parts.Push(server);
        await server.StartAsync(cancellation);
        parts.Push(new SupervisedPart("node agent", host, agent.RunAsync));
        await agent.Ready.WaitAsync(cancellation);
    }

    private async Task StartServicesAsync(ControlPlane controlPlane, CancellationToken cancellation)
    {
        var caches = new Caches(controlPlane.ClientOf(CertificateProfile.Proxy.CommonName, CertificateProfile.Proxy.Organization), host.Time, host.Loggers);
        parts.Push(caches);
        var network = ClusterNetwork.Start(
            ground.Network,
            new()
            {
                NodeName = host.Settings.NodeName,
                ClusterPodRange = host.Settings.PodNetwork,
                ServiceRange = host.Settings.ServiceNetwork,
            },
            caches,
            host.Time,
            host.Loggers);
        parts.Push(network);
        await network.PublishAsync(controlPlane.ClientOf("navarch:cluster-dns", MastersGroup), cancellation);
    }
}
