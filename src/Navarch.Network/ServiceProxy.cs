using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Client.Caching;
using Navarch.Network.Nftables;
using Navarch.Network.Proxy;

namespace Navarch.Network;

/// <summary>
/// Makes the services of the cluster reachable from this node: keeps its nftables table as Services and EndpointSlices say.
/// Stopping leaves the rules in force, so that traffic flows on over a restart; <see cref="PodNetwork.NodeNetwork.Remove"/> takes them away.
/// </summary>
public sealed partial class ServiceProxy : IAsyncDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly ServiceFeed feed;
    private readonly string nodeName;
    private readonly Ruleset ruleset;
    private readonly INftables nft;
    private readonly ConnectionTracking flows;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Dictionary<NamespacedName, ProxiedService> known = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    private ServiceProxy(Caches caches, string nodeName, ProxyNode node, INftables nft, ConnectionTracking flows, TimeProvider time, ILogger log)
    {
        feed = new(caches);
        ruleset = new(node);
        this.nodeName = nodeName;
        this.nft = nft;
        this.flows = flows;
        this.time = time;
        this.log = log;
        running = RunAsync();
    }

    /// <summary>Completes when all services known at the start are reachable.</summary>
    public Task Ready => ready.Task;

    /// <summary>How many services the rules in force serve.</summary>
    public int ServiceCount => ruleset.Count;

    /// <summary>Starts in the network namespace of the calling thread.</summary>
    public static ServiceProxy Start(Caches caches, string nodeName, ProxyNode node, TimeProvider time, ILoggerFactory loggers) =>
        new(caches, nodeName, node, NftCommand.Open(), ConnectionTracking.Open(), time, loggers.CreateLogger<ServiceProxy>());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        await running;
        nft.Dispose();
        flows.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await feed.SyncedAsync(stop.Token);
            Update(feed.Take());
            await InForceAsync(ruleset.Full());
            LogReady(ruleset.Count, nft.Description);
            ready.TrySetResult();
            while (true)
            {
                await FollowAsync();
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

    /// <summary>Waits for changes and puts them in force; now and then makes sure that the table is still there.</summary>
    private async Task FollowAsync()
    {
        using var check = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        using var timer = time.CreateTimer(_ => check.Cancel(), null, CheckInterval, Timeout.InfiniteTimeSpan);
        IReadOnlyCollection<NamespacedName> names;
        try
        {
            names = await feed.NextAsync(check.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Another program that empties the whole ruleset (a reload of nftables.service does) takes the table along.
            // Adding a chain that is there does nothing, and fails without its table: much cheaper than listing anything.
            if (!nft.Run(BaseTable.Probe).IsSuccess)
            {
                LogLost();
                await InForceAsync(ruleset.Full());
            }

            return;
        }

        var began = Stopwatch.GetTimestamp();
        var stale = new StaleFlows();
        var transaction = Update(names, stale);
        if (transaction.Length == 0)
        {
            return;
        }

        var result = nft.Run(transaction);
        if (!result.IsSuccess)
        {
            LogRefused(result.Output);
            await InForceAsync(ruleset.Full());
        }

        Forget(stale);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        LogChanged(names.Count, took);
    }

    /// <summary>Works out what the services' changes mean for the rules; the empty text when nothing.</summary>
    private string Update(IReadOnlyCollection<NamespacedName> names, StaleFlows? stale = null)
    {
        List<KeyValuePair<NamespacedName, ServiceRules>> changes = [];
        foreach (var name in names)
        {
            var before = known.GetValueOrDefault(name);
            var now = feed.ServiceOf(name) is { } service ? ServiceTranslation.Translate(service, feed.SlicesOf(name), nodeName) : null;
            if (before == now)
            {
                continue;
            }

            if (now is null)
            {
                known.Remove(name);
            }
            else
            {
                known[name] = now;
            }

            stale?.Add(before, now);
            changes.Add(new(name, now is null ? ServiceRules.None : ServiceRulesBuilder.Build(now, ruleset.Node)));
        }

        return changes.Count == 0 ? "" : ruleset.Apply(changes);
    }

    /// <summary>Replaces the whole table, again and again until the kernel takes it.</summary>
    private async Task InForceAsync(string full)
    {
        while (true)
        {
            var result = nft.Run(full);
            if (result.IsSuccess)
            {
                return;
            }

            LogFailing(result.Output, RetryDelay.TotalSeconds);
            await Task.Delay(RetryDelay, time, stop.Token);
        }
    }

    private void Forget(StaleFlows stale)
    {
        if (stale.IsEmpty)
        {
            return;
        }

        try
        {
            var count = flows.Forget(stale.IsStale);
            LogForgot(count);
        }
        catch (Win32Exception e)
        {
            LogNotForgotten(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Service rules in force for {Count} services, through {How}")]
    private partial void LogReady(int count, string how);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Service rules changed for {Count} services in {Milliseconds:F1} ms")]
    private partial void LogChanged(int count, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kernel refused a change of the service rules, all of them are made anew: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The kernel refuses the service rules, services do not work; trying again in {Seconds} s: {Reason}")]
    private partial void LogFailing(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another program removed the service rules; they are made anew")]
    private partial void LogLost();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Forgot {Count} UDP flows to endpoints that are gone")]
    private partial void LogForgot(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "UDP flows to endpoints that are gone could not be forgotten; clients that keep sending may get no answer for some minutes")]
    private partial void LogNotForgotten(Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The service proxy stopped")]
    private partial void LogStopped(Exception exception);
}
