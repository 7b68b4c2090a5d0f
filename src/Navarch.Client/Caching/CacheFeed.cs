using Microsoft.Extensions.Logging;
using Navarch.Api;

namespace Navarch.Client.Caching;

/// <summary>Keeps an <see cref="ObjectCache"/> up to date: lists, watches, resumes, lists again, as <see cref="FeedMachine"/> says.</summary>
public sealed partial class CacheFeed(ObjectCache cache, IKubernetesClient client, TimeProvider time, ILogger logger)
{
    /// <summary>The state the feed is in.</summary>
    public FeedState State { get; private set; } = FeedMachine.Start;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                State = FeedMachine.Next(State, await StepAsync(State, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<FeedOutcome> StepAsync(FeedState state, CancellationToken cancellationToken)
    {
        switch (state)
        {
            case FeedState.Listing:
                return await ListAsync(cancellationToken);
            case FeedState.Watching watching:
                return await WatchAsync(watching.ResourceVersion, cancellationToken);
            case FeedState.Paused paused:
                await Task.Delay(paused.Delay, time, cancellationToken);
                return new FeedOutcome.Rested();
            default:
                throw new InvalidOperationException($"unknown state {state}");
        }
    }

    private async Task<FeedOutcome> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var list = await client.ListAsync(cache.Kind, cache.Selection, cancellationToken);
            if (!list.IsSuccess)
            {
                LogRefused(logger, cache.Kind.Kind, list.Status.Message);
                return new FeedOutcome.Failed("", 0);
            }

            cache.Replace(list.Value);
            return new FeedOutcome.Listed(list.Value.ResourceVersion);
        }
        catch (Exception broken) when (IsTransport(broken, cancellationToken))
        {
            LogBroken(logger, cache.Kind.Kind, broken.Message);
            return new FeedOutcome.Failed("", 0);
        }
    }

    private async Task<FeedOutcome> WatchAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        var events = 0L;
        try
        {
            var query = cache.Selection with { ResourceVersion = resourceVersion, AllowBookmarks = true };
            await foreach (var change in client.WatchAsync(cache.Kind, query, cancellationToken))
            {
                if (change.Type == WatchEventType.Error || change.Object is null)
                {
                    if (IsExpired(change.Status))
                    {
                        return new FeedOutcome.Expired();
                    }

                    LogRefused(logger, cache.Kind.Kind, change.Status?.Message ?? "");
                    return new FeedOutcome.Failed(resourceVersion, events);
                }

                events++;
                cache.Apply(change.Type, change.Object);
                resourceVersion = change.Object.Metadata.ResourceVersion;
            }

            return new FeedOutcome.Ended(resourceVersion, events);
        }
        catch (Exception broken) when (IsTransport(broken, cancellationToken))
        {
            LogBroken(logger, cache.Kind.Kind, broken.Message);
            return new FeedOutcome.Failed(resourceVersion, events);
        }
    }

    private static bool IsExpired(Status? status) => status is { Code: 410 } || status?.Reason is "Expired" or "Gone";

    private static bool IsTransport(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or TimeoutException ||
        (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listing or watching {Kind} was refused: {Reason}; trying again")]
    private static partial void LogRefused(ILogger logger, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Listing or watching {Kind} broke: {Reason}; trying again")]
    private static partial void LogBroken(ILogger logger, string kind, string reason);
}
