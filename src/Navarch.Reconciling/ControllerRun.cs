using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Client.Caching;

namespace Navarch.Reconciling;

/// <summary>A controller at work.</summary>
internal abstract class ControllerRun : IDisposable
{
    /// <summary>Runs until cancelled.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>
/// A controller at work:
/// 1. subscribe to the caches of its inputs, wait until they have synced, queue every key there is;
/// 2. take a key, observe, decide, carry out;
/// 3. keep the key until the caches show what was written (so no decision is made on a world older than its own writes);
/// 4. on failure bring the key back later and later; only a success clears that.
/// </summary>
internal sealed partial class ControllerRun<TKey, TObserved> : ControllerRun
    where TKey : notnull
    where TObserved : class
{
    /// <summary>How long the caches may take to show a write before the key goes on regardless.</summary>
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(30);

    private readonly Controller<TKey, TObserved> controller;
    private readonly ControllerRuntime runtime;
    private readonly WorkQueue<TKey> queue;
    private readonly EffectExecutor executor;
    private readonly World world;
    private readonly ConcurrentDictionary<TKey, Status> lastFailures = new();
    private readonly ILogger logger;

    public ControllerRun(Controller<TKey, TObserved> controller, ControllerRuntime runtime)
    {
        this.controller = controller;
        this.runtime = runtime;
        logger = runtime.Loggers.CreateLogger($"Navarch.Controllers.{controller.Name}");
        queue = new(runtime.Time, controller.Backoff);
        world = new(runtime.Caches, runtime.Client);
        var watched = controller.Watches.Select(w => w.Kind.GroupVersionResource).ToHashSet();
        executor = new(runtime, controller.Name, watched);
        foreach (var watch in controller.Watches)
        {
            runtime.Caches.Of(watch.Kind).Subscribe(change => Enqueue(watch, change));
        }
    }

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(controller.Watches.Select(w => runtime.Caches.Of(w.Kind).Synced)).WaitAsync(cancellationToken);
            foreach (var watch in controller.Watches)
            {
                foreach (var obj in runtime.Caches.Of(watch.Kind).All<IKubernetesObject>())
                {
                    Enqueue(watch, new(null, obj));
                }
            }

            foreach (var key in controller.FixedKeys)
            {
                queue.Add(key);
            }

            await Task.WhenAll(Enumerable.Range(0, controller.Workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped(logger, controller.Name);
        }
    }

    public override void Dispose() => queue.Dispose();

    private void Enqueue(Watch<TKey> watch, CacheChange change)
    {
        foreach (var key in watch.Keys(change, world))
        {
            queue.Add(key);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var key = await queue.TakeAsync(cancellationToken);
            var seen = Task.CompletedTask;
            try
            {
                seen = await ProcessAsync(key, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A bug or a broken transport: the key must not be lost for it.
                LogCrashed(logger, failure, controller.Name, key, queue.Retry(key));
            }

            if (seen.IsCompletedSuccessfully)
            {
                queue.Done(key);
            }
            else
            {
                _ = ReleaseAsync(key, seen, cancellationToken);
            }
        }
    }

    /// <summary>One run of a key. Gives a task that completes when the caches show all that was written.</summary>
    private async Task<Task> ProcessAsync(TKey key, CancellationToken cancellationToken)
    {
        var failure = lastFailures.GetValueOrDefault(key);
        var observed = await controller.Observe(key, failure is null ? world : world with { LastFailure = failure }, cancellationToken);
        if (observed is null)
        {
            Succeeded(key, null);
            return Task.CompletedTask;
        }

        var decision = controller.Decide(observed, runtime.Time.GetUtcNow());
        if (decision.Effects.IsEmpty)
        {
            Succeeded(key, decision.RequeueAfter);
            return Task.CompletedTask;
        }

        var outcome = await executor.ExecuteAsync(decision.Effects, cancellationToken);
        if (outcome.Failure is null)
        {
            Succeeded(key, decision.RequeueAfter);
        }
        else
        {
            lastFailures[key] = outcome.Failure;
            var delay = queue.Retry(key);
            if (outcome.Failure.Reason == "Conflict")
            {
                LogConflict(logger, controller.Name, key, outcome.Failure.Message);
            }
            else
            {
                LogFailed(logger, controller.Name, key, outcome.Failure.Message, delay);
            }
        }

        return outcome.Seen;
    }

    private void Succeeded(TKey key, TimeSpan? again)
    {
        lastFailures.TryRemove(key, out _);
        queue.Settle(key, again);
    }

    private async Task ReleaseAsync(TKey key, Task seen, CancellationToken cancellationToken)
    {
        try
        {
            await seen.WaitAsync(CatchUpLimit, runtime.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogSlowCache(logger, controller.Name, key, CatchUpLimit);
            queue.Add(key);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        queue.Done(key);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} stopped")]
    private static partial void LogStopped(ILogger logger, string controller);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} met a newer state of {Key}, looking again: {Reason}")]
    private static partial void LogConflict(ILogger logger, string controller, TKey key, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Controller} failed for {Key}: {Reason}; again in {Delay}")]
    private static partial void LogFailed(ILogger logger, string controller, TKey key, string reason, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} broke at {Key}; again in {Delay}")]
    private static partial void LogCrashed(ILogger logger, Exception exception, string controller, TKey key, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Controller} did not see its own writes for {Key} within {Limit}, going on")]
    private static partial void LogSlowCache(ILogger logger, string controller, TKey key, TimeSpan limit);
}
