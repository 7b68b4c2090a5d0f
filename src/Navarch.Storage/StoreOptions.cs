namespace Navarch.Storage;

/// <summary>
/// What a store keeps, and for how long. History is bounded by whichever limit is reached first, bucket by bucket: a
/// busy bucket does not shorten the history of a quiet one.
/// </summary>
public sealed record StoreOptions
{
    /// <summary>How long the history of a change is kept (a bucket always keeps its last few dozen changes).</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many changes a bucket keeps at most.</summary>
    public int HistoryEvents { get; init; } = 100_000;

    /// <summary>How many bytes of superseded and deleted values a bucket keeps at most for its history.</summary>
    public long HistoryBytes { get; init; } = 32 << 20;

    /// <summary>After how long a lazy write is made durable when no other write took it along (see <see cref="Write.Lazy"/>).</summary>
    public TimeSpan LazyDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Embedded: the log is moved into the file when it has this many pages of 4 KB and nobody waits.</summary>
    internal int IdleLogPages { get; init; } = 1024;

    /// <summary>Embedded: the log is moved into the file when it has this many pages of 4 KB, whoever waits.</summary>
    internal int BusyLogPages { get; init; } = 4096;
}
