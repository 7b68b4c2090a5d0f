using System.Net;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Client;
using Navarch.Client.Caching;

namespace Navarch.Network.Dns;

/// <summary>The name server of the cluster: follows Services and EndpointSlices, and answers at an address of this node.</summary>
public sealed partial class ClusterDns : IAsyncDisposable
{
    private const string ServiceNamespace = "kube-system";
    private const string ServiceName = "kube-dns";
    private static readonly TimeSpan UpstreamPatience = TimeSpan.FromSeconds(2);

    private readonly ServiceFeed feed;
    private readonly ClusterZone zone;
    private readonly ClusterDnsOptions options;
    private readonly DnsServer server;
    private readonly ILogger log;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    private ClusterDns(Caches caches, ClusterDnsOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        this.options = options;
        log = loggers.CreateLogger<ClusterDns>();
        feed = new(caches);
        zone = new(options.Domain, options.OwnRanges);
        var upstreams = options.Upstreams ?? ResolverConfiguration.Upstreams([options.ListenAddress, options.ClusterIP]);
        var responder = new DnsResponder(zone, new(upstreams, UpstreamPatience), new(time));
        server = DnsServer.Start(responder, options.ListenAddress, options.Port, loggers.CreateLogger<DnsServer>());
        LogListening(server.EndPoint, upstreams.Count == 0 ? "none" : string.Join(", ", upstreams));
        running = RunAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => server.EndPoint;

    /// <summary>Completes when every service known at the start can be asked for.</summary>
    public Task Ready => ready.Task;

    /// <summary>Starts listening in the network namespace of the calling thread. Throws <see cref="System.Net.Sockets.SocketException"/> when the address is not the machine's.</summary>
    public static ClusterDns Start(Caches caches, ClusterDnsOptions options, TimeProvider time, ILoggerFactory loggers) => new(caches, options, time, loggers);

    /// <summary>
    /// Publishes this server as the Service <c>kube-dns</c> of <c>kube-system</c>, without selector, with one EndpointSlice that names it.
    /// The result is the refusal of the first step that failed.
    /// </summary>
    public async Task<ApiResult<Service>> EnsureServiceAsync(IKubernetesClient client, CancellationToken cancellation)
    {
        var service = await PutAsync(client, ComposeService(), (had, wanted) => had with { Metadata = had.Metadata with { Labels = wanted.Metadata.Labels }, Spec = had.Spec with { Ports = wanted.Spec.Ports } }, cancellation);
        if (!service.IsSuccess)
        {
            return service;
        }

        var slice = await PutAsync(client, ComposeSlice(), (had, wanted) => had with { Endpoints = wanted.Endpoints, Ports = wanted.Ports }, cancellation);
        return slice.IsSuccess ? service : ApiResult<Service>.Refused(slice.Status);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        await running;
        await server.DisposeAsync();
        stop.Dispose();
    }

    private static async Task<ApiResult<T>> PutAsync<T>(IKubernetesClient client, T wanted, Func<T, T, T> merge, CancellationToken cancellation)
        where T : class, IKubernetesObject<T>
    {
        while (true)
        {
            var created = await client.CreateAsync(wanted, cancellation);
            if (!created.IsAlreadyExists)
            {
                return created;
            }

            var had = await client.GetAsync<T>(wanted.NamespacedName(), cancellation);
            if (had.IsNotFound)
            {
                continue;
            }

            if (!had.IsSuccess || merge(had.Value, wanted).Equals(had.Value))
            {
                return had;
            }

            var updated = await client.UpdateAsync(merge(had.Value, wanted), cancellation);
            if (!updated.IsConflict)
            {
                return updated;
            }
        }
    }

    private Service ComposeService() => new()
    {
        Metadata = new()
        {
            Namespace = ServiceNamespace,
            Name = ServiceName,
            Labels = ValueMap.Of(("k8s-app", "kube-dns"), ("kubernetes.io/cluster-service", "true"), ("kubernetes.io/name", "CoreDNS")),
        },
        Spec = new()
        {
            ClusterIP = options.ClusterIP.ToString(),
            Ports =
            [
                new() { Name = "dns", Protocol = Protocols.UDP, Port = 53, TargetPort = server.EndPoint.Port },
                new() { Name = "dns-tcp", Protocol = Protocols.TCP, Port = 53, TargetPort = server.EndPoint.Port },
            ],
        },
    };

    private EndpointSlice ComposeSlice() => new()
    {
        Metadata = new()
        {
            Namespace = ServiceNamespace,
            Name = ServiceName,
            Labels = ValueMap.Of((ServiceFeed.ServiceNameLabel, ServiceName), ("endpointslice.kubernetes.io/managed-by", "navarch-dns")),
        },
        AddressType = "IPv4",
        Endpoints = [new() { Addresses = [server.EndPoint.Address.ToString()], Conditions = new() { Ready = true, Serving = true, Terminating = false } }],
        Ports =
        [
            new() { Name = "dns", Protocol = Protocols.UDP, Port = server.EndPoint.Port },
            new() { Name = "dns-tcp", Protocol = Protocols.TCP, Port = server.EndPoint.Port },
        ],
    };

    private async Task RunAsync()
    {
        try
        {
            await feed.SyncedAsync(stop.Token);
            Update(feed.Take());
            ready.TrySetResult();
            while (true)
            {
                Update(await feed.NextAsync(stop.Token));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            ready.TrySetCanceled(stop.Token);
        }
        catch (Exception e)
        {
            LogStopped(e);
            ready.TrySetException(e);
        }
    }

    private void Update(IReadOnlyCollection<NamespacedName> names)
    {
        foreach (var name in names)
        {
            if (feed.ServiceOf(name) is { } service)
            {
                zone.Set(ZoneTranslation.Translate(service, feed.SlicesOf(name)));
            }
            else
            {
                zone.Remove(name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster DNS listens at {EndPoint}; other names are asked for at: {Upstreams}")]
    private partial void LogListening(IPEndPoint endPoint, string upstreams);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Cluster DNS no longer follows the cluster")]
    private partial void LogStopped(Exception exception);
}
