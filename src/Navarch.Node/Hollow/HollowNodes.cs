using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Node.Reporting;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Hollow;

/// <summary>
/// Simulated nodes: to the cluster they are nodes like others, with leases, statuses and pods that go through their states, but nothing
/// runs on them. One object runs them all; it needs no root.
/// </summary>
public sealed partial class HollowNodes
{
    /// <summary>The label all simulated nodes have.</summary>
    public const string Label = "navarch.dev/hollow";

    private readonly IKubernetesClient watcher;
    private readonly HollowOptions options;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly HollowNode[] nodes;
    private readonly Random random;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="options">How many, and how they are.</param>
    /// <param name="watcher">The API as one who may read all pods and nodes and delete nodes.</param>
    /// <param name="clientOf">The API as the node of that name sees it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes loggers.</param>
    /// <param name="random">Chooses the pods that fail.</param>
    public HollowNodes(
        HollowOptions options, IKubernetesClient watcher, Func<string, IKubernetesClient> clientOf, TimeProvider time, ILoggerFactory loggers, Random random)
    {
        this.options = options;
        this.watcher = watcher;
        this.time = time;
        this.loggers = loggers;
        this.random = random;
        logger = loggers.CreateLogger<HollowNodes>();
        nodes = [.. Enumerable.Range(0, options.Nodes).Select(i => new HollowNode(i, clientOf(HollowNode.NameOf(i)), options))];
    }

    /// <summary>Completes when every node has been shown as ready.</summary>
    public Task Ready => ready.Task;

    /// <summary>Runs the nodes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var life = new HollowLife(nodes, options, Machine(), time, logger);
        await using var caches = new Caches(watcher, time, loggers);
        var pods = new HollowPods(nodes.ToDictionary(n => n.Name, StringComparer.Ordinal), options, time, random, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] parts = [LiveAsync(life, stop.Token), pods.RunAsync(caches.Of<Pod>(), stop.Token)];

        // A part that breaks takes the others along, so that all are run anew.
        var first = await Task.WhenAny(parts);
        await stop.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task LiveAsync(HollowLife life, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        await life.RegisterAsync(cancellationToken);
        var elapsed = time.GetElapsedTime(begin);
        LogReady(logger, nodes.Length, elapsed);
        ready.TrySetResult();
        await RemoveSurplusAsync(cancellationToken);
        await life.RunAsync(cancellationToken);
    }

    // Those of an earlier run that had more of them.
    private async Task RemoveSurplusAsync(CancellationToken cancellationToken)
    {
        var found = await watcher.ListAsync<ApiNode>(new() { LabelSelector = Label }, cancellationToken);
        if (!found.IsSuccess)
        {
            LogKept(logger, found.Status.Message);
            return;
        }

        var wanted = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in found.Value.Items.Where(n => !wanted.Contains(n.Metadata.Name)))
        {
            await watcher.DeleteAsync<ApiNode>(new("", node.Metadata.Name), cancellationToken: cancellationToken);
        }
    }

    private MachineFacts Machine() => new()
    {
        Cpus = options.Cpus,
        Memory = options.Memory,
        Storage = options.Storage,
        Architecture = "amd64",
        Kernel = "hollow",
        OsImage = "hollow",
        MachineId = "hollow",
        SystemUuid = "hollow",
        BootId = "hollow",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} hollow nodes are ready after {Elapsed}")]
    private static partial void LogReady(ILogger logger, int count, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hollow nodes of an earlier run could not be looked for: {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);
}
