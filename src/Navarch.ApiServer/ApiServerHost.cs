using System.Net;
using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.Api.Metrics.V1beta1;
using Navarch.Api.Networking.V1;
using Navarch.Api.Policy.V1;
using Navarch.ApiServer.Admission;
using Navarch.ApiServer.Bootstrap;
using Navarch.ApiServer.Discovery;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Hosting;
using Navarch.ApiServer.InProcess;
using Navarch.ApiServer.Metrics;
using Navarch.ApiServer.OpenApi;
using Navarch.ApiServer.Proxying;
using Navarch.ApiServer.ResourceMetrics;
using Navarch.ApiServer.Resources.Services;

namespace Navarch.ApiServer;

/// <summary>
/// The API server: <c>await using var server = await ApiServerHost.StartAsync(options)</c>. Once started it answers; it is ready
/// (<c>/readyz</c>) once the objects every cluster has are there.
/// </summary>
public sealed class ApiServerHost : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly ApiServerOptions options;
    private readonly ServerCore core;
    private readonly ServerVerbs verbs;
    private readonly TokenSigner signer;
    private readonly NodeConnector nodes;
    private readonly RbacAuthorizer rbac;
    private readonly ServiceRanges ranges;
    private readonly ReservationRepair repair;
    private readonly ServerMetrics metrics = new();
    private readonly FlowDispatcher? fairness;
    private readonly FlowObjects? flows;
    private readonly FlowControlKeeper flowKeeper;
    private readonly CancellationTokenSource stopping = new();
    private KestrelListener? listener;
    private Task following = Task.CompletedTask;
    private Task repairing = Task.CompletedTask;
    private volatile bool isStopping;
    private volatile string? notReady = "the cluster's own objects are not written yet";

    private ApiServerHost(ApiServerOptions options)
    {
        this.options = options;
        ranges = new ServiceRanges(options.ServiceCidr);
        var identities = new Identities(options.Random);
        var addresses = new AddressReservations(options.Store, identities, options.Time);
        var ports = new NodePortReservations(options.Store, options.Time);
        var allocator = new ServiceAllocator(ranges, addresses, ports, options.FirstNodePort, options.LastNodePort, options.Random);
        var registry = ResourceCatalog.Create(new ServiceResource(ranges, allocator), options.Time);
        var objects = new ObjectReader(options.Store, registry);
        ranges.Follow(() => objects.List<ServiceCIDR>());
        repair = new ReservationRepair(objects, addresses, ports, options.Time, options.LoggerFactory.CreateLogger<ReservationRepair>());
        rbac = new RbacAuthorizer(options.Store, registry);
        fairness = options.EnablePriorityAndFairness ? new FlowDispatcher(options.MaxReadsInFlight + options.MaxWritesInFlight, options.Time) : null;
        core = new ServerCore
        {
            Store = options.Store,
            Time = options.Time,
            Registry = registry,
            Objects = objects,
            Writer = new ObjectWriter(options.Store),
            Admission = AdmissionChain.Standard(rbac),
            Authorizer = rbac,
            Identities = identities,
            Fairness = fairness,
            Work = new WorkEstimator(registry, options.Store),
        };
        nodes = new NodeConnector(options.NodeClientCertificate, options.NodeAuthority);
        signer = new TokenSigner(options.ServiceAccountKey);
        var usage = new MetricsCollector(objects, nodes, options.Time, options.LoggerFactory.CreateLogger<MetricsCollector>());
        registry.Of(NodeMetrics.Info).Source = new NodeMetricsSource(usage, objects, options.Time);
        registry.Of(PodMetrics.Info).Source = new PodMetricsSource(usage, objects, options.Time);
        verbs = new ServerVerbs(core, new TokenVerb(signer, options.ServiceAccountIssuer));
        flowKeeper = new FlowControlKeeper(core, verbs);
        flows = fairness is null ? null : new FlowObjects(core, fairness, flowKeeper, options.LoggerFactory.CreateLogger<FlowObjects>());
    }

    /// <summary>The address and port the server listens at.</summary>
    public IPEndPoint EndPoint => listener!.EndPoint;

    /// <summary>Whether everything is ready.</summary>
    public bool IsReady => notReady is null;

    /// <summary>Starts a server. It listens, and is ready, when this completes.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    public static async Task<ApiServerHost> StartAsync(ApiServerOptions options, CancellationToken cancellationToken = default)
    {
        var host = new ApiServerHost(options);
        try
        {
            host.rbac.Load();
            host.flows?.Load();
            host.following = Task.WhenAll(host.rbac.FollowAsync(host.stopping.Token), host.flows?.FollowAsync(host.stopping.Token) ?? Task.CompletedTask);
            await host.repair.RepairAsync(cancellationToken);
            host.repairing = host.repair.RunAsync(host.stopping.Token);
            host.listener = await KestrelListener.StartAsync(options, host.Pipeline(), cancellationToken);
            await new ClusterBootstrap(host.core, host.verbs, host.flowKeeper, options, host.ranges).RunAsync(host.EndPoint.Port, cancellationToken);
            host.notReady = null;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets go of what can be made again from what is stored: for when nothing has happened for a while.</summary>
    public void ReleaseMemory()
    {
        foreach (var resource in core.Registry.All.Where(resource => resource.IsStoredAsServed))
        {
            foreach (var entry in core.Store.Snapshot(resource.Bucket).Snapshot!.Range(""))
            {
                ObjectCodec.Release(entry);
            }
        }
    }

    /// <summary>How many watches of the resource in that bucket are open.</summary>
    internal int WatchersOf(string bucket) => core.Registry.ByBucket(bucket)?.Watchers.Total ?? 0;

    /// <summary>A client inside the process that acts as this user: same authorisation and admission, no encoding on the way.</summary>
    public IKubernetesClient CreateInProcessClient(UserInfo user) => new InProcessClient(core, verbs, user);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First it says that it is not ready, so that nobody sends it more; then watches end and what is in flight is finished.
        isStopping = true;
        if (listener is not null && options.ShutdownDelay > TimeSpan.Zero)
        {
            await Task.Delay(options.ShutdownDelay, options.Time, stopping.Token);
        }

        await stopping.CancelAsync();
        if (listener is not null)
        {
            using var limit = new CancellationTokenSource(LongestStop, options.Time);
            await listener.StopAsync(limit.Token);
            await listener.DisposeAsync();
        }

        await following;
        await repairing;
        fairness?.Dispose();
        nodes.Dispose();
        stopping.Dispose();
    }

    private ApiPipeline Pipeline()
    {
        var tokens = new ServiceAccountAuthenticator(signer, options.ServiceAccountIssuer, core.Objects, options.Time);
        var address = $"{options.AdvertiseAddress ?? options.BindAddress}:{options.Port}";
        return ApiPipeline.Of(new ApiStages(
            new RequestInfoStage(),
            new MetricsStage(metrics, core.Registry),
            new ErrorStage(options.LoggerFactory.CreateLogger<ErrorStage>()),
            new DeadlineStage(options.RequestTimeout, options.Time),
            new AuthenticationStage(tokens, options.ServiceAccountIssuer),
            new ImpersonationStage(core.Authorizer),
            fairness is null ? new InFlightStage(options.MaxReadsInFlight, options.MaxWritesInFlight) : new FlowControlStage(fairness, core.Work),
            new AuthorizationStage(core.Authorizer),
            new PlainStage(Health().HandleAsync, new MetricsHandler([.. metrics.Families, .. StateMetrics.Of(core), .. ProcessMetrics.All()]).HandleAsync, Debugging(), VersionHandler.HandleAsync, new DiscoveryHandler(core.Registry, address).HandleAsync, new OpenApiHandler(new OpenApiDocuments(OpenApiSource.BuiltIn(core.Registry)), options.Time).HandleAsync, new TokenKeysHandler(signer, options.ServiceAccountIssuer, address).HandleAsync),
            new ResourceStage(core.Registry, Routes(tokens))));
    }

    private PlainHandler Debugging() => options.EnableDebugging && fairness is not null ? new FlowDumpHandler(fairness).HandleAsync : static _ => ValueTask.FromResult(false);

    private HealthHandler Health() => new(
    [
        new HealthCheck("ping", () => null),
        new HealthCheck("poststarthook/bootstrap", () => notReady, OnlyReadiness: true),
        new HealthCheck("shutdown", () => isStopping ? "the server is stopping" : null, OnlyReadiness: true),
    ]);

    private EndpointTable Routes(ServiceAccountAuthenticator tokens) => new EndpointTable()
        .Verb(new ReadEndpoint(verbs.Get, verbs.List, verbs.Watch, options.Time, options.LongestStall, stopping.Token), "get", "list", "watch")
        .Verb(new CreateEndpoint(verbs.Create), "create")
        .Verb(new UpdateEndpoint(verbs.Update, verbs.Create, core.Store), "update")
        .Verb(new PatchEndpoint(verbs.Patch, verbs.Apply), "patch")
        .Verb(new DeleteEndpoint(verbs.Delete, verbs.DeleteCollection), "delete", "deletecollection")
        .Subresource("*/scale", new ScaleEndpoint(verbs.Scale))
        .Subresource("pods/binding", new DocumentEndpoint(verbs.Subresources, Binding.Info))
        .Subresource("pods/eviction", new DocumentEndpoint(verbs.Subresources, Eviction.Info))
        .Subresource("serviceaccounts/token", new DocumentEndpoint(verbs.Subresources, Api.Authentication.V1.TokenRequest.Info))
        .Subresource("pods/log", new LogEndpoint(core.Objects, nodes))
        .Subresource("pods/exec", new StreamEndpoint(core, nodes))
        .Subresource("pods/attach", new StreamEndpoint(core, nodes))
        .Subresource("pods/portforward", new StreamEndpoint(core, nodes))
        .Subresource("*/proxy", new ProxyEndpoint(core.Objects, nodes))
        .Kind(new BindingsEndpoint(verbs.Subresources, core.Registry), "Binding")
        .Kind(new ReviewEndpoint(rbac, tokens, options.ServiceAccountIssuer), ReviewEndpoint.Kinds);
}
