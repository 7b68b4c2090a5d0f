namespace Navarch.Client.Caching;

/// <summary>The states of a <see cref="CacheFeed"/>; each holds only what it needs.</summary>
public abstract record FeedState
{
    private FeedState()
    {
    }

    /// <summary>About to list. <paramref name="Failures"/> in a row led here.</summary>
    public sealed record Listing(int Failures) : FeedState;

    /// <summary>Watching from a resource version. <paramref name="Failures"/> in a row led here.</summary>
    public sealed record Watching(string ResourceVersion, int Failures) : FeedState;

    /// <summary>Waiting before going on with <paramref name="Next"/>.</summary>
    public sealed record Paused(TimeSpan Delay, FeedState Next) : FeedState;
}

/// <summary>What can happen in a <see cref="FeedState"/>.</summary>
public abstract record FeedOutcome
{
    private FeedOutcome()
    {
    }

    /// <summary>The list came in, showing this resource version.</summary>
    public sealed record Listed(string ResourceVersion) : FeedOutcome;

    /// <summary>The watch ended in the ordinary way, having reached this resource version by <paramref name="Events"/> events.</summary>
    public sealed record Ended(string ResourceVersion, long Events) : FeedOutcome;

    /// <summary>The history from the resource version on is gone.</summary>
    public sealed record Expired : FeedOutcome;

    /// <summary>The API refused or the transport broke; a watch had reached this resource version by <paramref name="Events"/> events.</summary>
    public sealed record Failed(string ResourceVersion, long Events) : FeedOutcome;

    /// <summary>The pause is over.</summary>
    public sealed record Rested : FeedOutcome;
}

/// <summary>The list-and-watch machine: which state follows from which outcome.</summary>
public static class FeedMachine
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Where every feed starts.</summary>
    public static FeedState Start { get; } = new FeedState.Listing(0);

    /// <summary>
    /// The next state. Expired history goes back to listing; a broken or ended watch resumes where it was;
    /// failures in a row wait longer each time; an event clears the count.
    /// </summary>
    public static FeedState Next(FeedState state, FeedOutcome outcome) => (state, outcome) switch
    {
        (FeedState.Listing, FeedOutcome.Listed listed) => new FeedState.Watching(listed.ResourceVersion, 0),
        (FeedState.Listing listing, FeedOutcome.Failed) => Pause(listing.Failures, n => new FeedState.Listing(n)),
        (FeedState.Watching watching, FeedOutcome.Expired) => watching.Failures == 0
            ? new FeedState.Listing(0)
            : Pause(watching.Failures, n => new FeedState.Listing(n)),
        (FeedState.Watching, FeedOutcome.Ended { Events: > 0 } ended) => new FeedState.Watching(ended.ResourceVersion, 0),
        (FeedState.Watching, FeedOutcome.Ended ended) => Pause(0, _ => new FeedState.Watching(ended.ResourceVersion, 0)),
        (FeedState.Watching watching, FeedOutcome.Failed failed) =>
            Pause(failed.Events > 0 ? 0 : watching.Failures, n => new FeedState.Watching(failed.ResourceVersion, n)),
        (FeedState.Paused paused, FeedOutcome.Rested) => paused.Next,
        _ => throw new InvalidOperationException($"{outcome} cannot happen in {state}"),
    };

    private static FeedState.Paused Pause(int failures, Func<int, FeedState> next)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(failures, 16));
        return new(delay < LongestDelay ? delay : LongestDelay, next(failures + 1));
    }
}
