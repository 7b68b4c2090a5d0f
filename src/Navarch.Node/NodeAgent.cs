using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Node.Cgroups;
using Navarch.Node.Containers;
using Navarch.Node.Cri;
using Navarch.Node.Pods;
using Navarch.Node.Probes;
using Navarch.Node.Server;
using Navarch.Node.Reporting;
using Navarch.Node.Volumes;

namespace Navarch.Node;

/// <summary>
/// Runs the pods that are bound to this node, and shows how the node is. Flow: the watch of the node's pods feeds a
/// worker for each pod; the runtime's events wake the workers; the workers write their pods' status. Guarantees: pods
/// run on when the agent ends, whatever way it ends, and the next agent takes them up as they are.
/// </summary>
public sealed partial class NodeAgent : IAsyncDisposable
{
    private readonly NodeAgentOptions options;
    private readonly IKubernetesClient client;
    private readonly ICriClient runtime;
    private readonly IContainerEvents events;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ended = new();
    private readonly ObjectCache pods;
    private readonly ObjectCache services;
    private readonly MachineFacts machine;
    private readonly HostAddresses addresses;
    private readonly NodeReporter reporter;
    private readonly NodeEvents recorder;
    private readonly ReferencedObjects objects;
    private readonly ProbeRunner probes;
    private readonly SemaphoreSlim gate;
    private readonly PodWorkers workers;
    private readonly LogRotation rotation;
    private readonly LocalVolumeFolders folders;

    /// <param name="options">What the agent is told.</param>
    /// <param name="client">The API, as the node's own user.</param>
    /// <param name="runtime">The container runtime.</param>
    /// <param name="events">The runtime's events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where the agent logs.</param>
    public NodeAgent(NodeAgentOptions options, IKubernetesClient client, ICriClient runtime, IContainerEvents events, TimeProvider time, ILoggerFactory loggers)
    {
        (this.options, this.client, this.runtime, this.events, this.time, this.loggers) = (options, client, runtime, events, time, loggers);
        logger = loggers.CreateLogger<NodeAgent>();
        Directory.CreateDirectory(options.DataDirectory);
        machine = MachineFacts.Read(options.DataDirectory);
        addresses = new([options.NodeAddress ?? NodeAddresses.Find()]);
        pods = new(Pod.Info, new ListQuery { FieldSelector = $"spec.nodeName={options.NodeName}" });
        services = new(Service.Info, ListQuery.All);
        reporter = new(client, runtime, options, machine, addresses, time, loggers.CreateLogger<NodeReporter>());
        recorder = new(client, options.NodeName, time, loggers.CreateLogger<NodeEvents>());
        objects = new(client, time, loggers.CreateLogger<ReferencedObjects>());
        probes = new(runtime, time);
        gate = new(options.LaunchLimit > 0 ? options.LaunchLimit : Math.Max(4, 2 * Environment.ProcessorCount));
        folders = new(options.NodeName, new(options.DataDirectory), client, time, loggers.CreateLogger<LocalVolumeFolders>());
        var podServices = Compose();
        workers = new(podServices, () => reporter.Node, ended.Token);
        rotation = new(podServices, () => workers.All);
        Locator = new PodLocator(() => workers.All, new(options.DataDirectory));
    }

    /// <summary>Finds this node's pods, for the node's server.</summary>
    public IPodLocator Locator { get; }

    /// <summary>Completes when the node has been registered and shown as ready once.</summary>
    public Task Ready => reporter.Ready;

    /// <summary>Runs until cancelled; the pods run on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(() => ended.Cancel());
        pods.Subscribe(workers.Take);
        var lease = new NodeLease(client, options.NodeName, time, logger);
        var serviceFeed = new CacheFeed(services, client, time, loggers.CreateLogger<CacheFeed>());
        var podFeed = new CacheFeed(pods, client, time, loggers.CreateLogger<CacheFeed>());
        await Task.WhenAll(
            KeepAsync("the watch of services", serviceFeed.RunAsync),
            KeepAsync("the watch of pods", podFeed.RunAsync),
            KeepAsync("recording events", recorder.RunAsync),
            KeepAsync("bounding logs", rotation.RunAsync),
            KeepAsync("reporting the node", reporter.RunAsync),
            KeepAsync("the node's lease", token => lease.RunAsync(() => reporter.Uid, token)),
            KeepAsync("following the runtime", FollowRuntimeAsync));
        await workers.EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await workers.EndAsync();
        await objects.DisposeAsync();
        probes.Dispose();
        gate.Dispose();
        ended.Dispose();
    }

    /// <summary>Runs a loop until the agent ends; one that breaks, which is a mistake of ours, is logged and run again.</summary>
    private async Task KeepAsync(string what, Func<CancellationToken, Task> run)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await run(ended.Token);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogBroken(logger, what, failure);
                await Task.Delay(TimeSpan.FromSeconds(1), time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowRuntimeAsync(CancellationToken cancellationToken)
    {
        // Which pods are gone is only known once the API has told which are there.
        var following = workers.FollowAsync(events, runtime, cancellationToken);
        await pods.Synced.WaitAsync(cancellationToken);
        await AdoptAsync();
        await following;
    }

    private async Task AdoptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await workers.AdoptOrphansAsync(runtime, ended.Token);
                return;
            }
            catch (Client.Grpc.GrpcException failure)
            {
                LogNotAdopted(logger, failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, ended.Token);
            }
        }
    }

    private PodServices Compose()
    {
        var paths = new NodePaths(options.DataDirectory);
        var tokens = new ServiceAccountTokens(client, time);
        var resolver = File.Exists(options.ResolverFile) ? ResolverSettings.Parse(File.ReadAllText(options.ResolverFile)) : ResolverSettings.Empty;
        IVolumeType[] types =
        [
            new EmptyDirVolume(paths),
            new HostPathVolume(),
            new ConfigMapVolume(paths, objects, time),
            new SecretVolume(paths, objects, time),
            new DownwardApiVolume(paths, objects, time),
            new ProjectedVolume(paths, objects, tokens, time),
            new PersistentVolumeClaimVolume(client, folders),
        ];
        return new()
        {
            Client = client,
            Runtime = runtime,
            Sandbox = new(options.NodeName, options.ClusterDns, options.ClusterDomain, resolver, paths),
            Images = new(runtime, time),
            Volumes = new(paths, types),
            Objects = objects,
            Tokens = tokens,
            Cgroups = new PodCgroups(options.CgroupRoot),
            Probes = probes,
            Events = recorder,
            Node = new NodeFacts(addresses, machine, options.MaxPods, services),
            LaunchGate = gate,
            Time = time,
            Loggers = loggers,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} broke; trying again")]
    private static partial void LogBroken(ILogger logger, string what, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the runtime could not be asked for pods left over: {Reason}; trying again")]
    private static partial void LogNotAdopted(ILogger logger, string reason);
}
