using System.Net;
using Microsoft.Extensions.Logging;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Network.Dns;
using Navarch.Network.PodNetwork;
using Navarch.Network.Proxy;

namespace Navarch.Network;

/// <summary>
/// Services and cluster DNS of a node in one: what a composition root starts once <see cref="NodeNetwork.Ensure"/> has laid the ground and the API answers.
/// </summary>
public sealed partial class ClusterNetwork : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider time;
    private readonly ILogger log;

    private ClusterNetwork(ServiceProxy proxy, ClusterDns dns, TimeProvider time, ILogger log)
    {
        Proxy = proxy;
        Dns = dns;
        this.time = time;
        this.log = log;
    }

    /// <summary>The service proxy.</summary>
    public ServiceProxy Proxy { get; }

    /// <summary>The name server.</summary>
    public ClusterDns Dns { get; }

    /// <summary>The cluster address of DNS: the one given, or the tenth of the service range.</summary>
    public static IPAddress DnsAddressOf(ClusterNetworkOptions options) => options.DnsAddress ?? NodeAddresses.At(options.ServiceRange, 10);

    /// <summary>
    /// Starts both in the network namespace of the calling thread. They follow the caches from now on;
    /// <see cref="PublishAsync"/> waits for them and makes DNS known.
    /// </summary>
    public static ClusterNetwork Start(NodeNetworkState node, ClusterNetworkOptions options, Caches caches, TimeProvider time, ILoggerFactory loggers)
    {
        var rules = new ProxyNode([options.ClusterPodRange], [options.ServiceRange]) { MasqueradePodToPod = !node.BridgeNetfilter };
        var proxy = ServiceProxy.Start(caches, options.NodeName, rules, time, loggers);
        var dns = ClusterDns.Start(caches, new()
        {
            ListenAddress = node.Gateway,
            ClusterIP = DnsAddressOf(options),
            OwnRanges = [options.ClusterPodRange, options.ServiceRange],
            Domain = options.Domain,
            Upstreams = options.Upstreams,
        }, time, loggers);
        return new(proxy, dns, time, loggers.CreateLogger<ClusterNetwork>());
    }

    /// <summary>
    /// Publishes DNS as the Service <c>kube-dns</c>, trying until the API takes it (its namespace may come later), and completes when
    /// services known by then are reachable and resolvable.
    /// </summary>
    /// <param name="client">The API, as somebody who may write services and endpoint slices in <c>kube-system</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task PublishAsync(IKubernetesClient client, CancellationToken cancellation)
    {
        while (await Dns.EnsureServiceAsync(client, cancellation) is { IsSuccess: false } refused)
        {
            LogNotPublished(refused.Status.Message);
            await Task.Delay(RetryDelay, time, cancellation);
        }

        await Task.WhenAll(Proxy.Ready, Dns.Ready).WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Dns.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster DNS could not be published yet: {Reason}")]
    private partial void LogNotPublished(string reason);
}
