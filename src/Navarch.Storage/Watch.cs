namespace Navarch.Storage;

/// <summary>What happened to a key.</summary>
public enum StoreEventType
{
    /// <summary>The key was created or changed; <see cref="StoreEvent.Previous"/> tells which.</summary>
    Put,

    /// <summary>The key was deleted.</summary>
    Delete,
}

/// <summary>One committed change. One instance serves every watcher.</summary>
/// <param name="type">What happened.</param>
/// <param name="entry">The new value; for a deletion the last value, at the revision of the deletion.</param>
/// <param name="previous">The value before; null for a creation.</param>
public sealed class StoreEvent(StoreEventType type, Entry entry, Entry? previous)
{
    /// <summary>What happened.</summary>
    public StoreEventType Type { get; } = type;

    /// <summary>The new value; for a deletion the last value, at the revision of the deletion.</summary>
    public Entry Entry { get; } = entry;

    /// <summary>The value before; null for a creation.</summary>
    public Entry? Previous { get; } = previous;

    /// <summary>The revision of the change.</summary>
    public long Revision => Entry.ModRevision;
}

/// <summary>How opening a watch ended.</summary>
public enum WatchStatus
{
    /// <summary>The watch is open.</summary>
    Ok,

    /// <summary>The revision is older than the retained history: list again, then watch from the list's revision.</summary>
    Compacted,
}

/// <summary>The outcome of <see cref="IStore.Watch"/>; <see cref="Watch"/> is null unless <see cref="Status"/> is Ok.</summary>
public readonly record struct WatchResult(WatchStatus Status, IWatch? Watch);

/// <summary>An open watch. It is pulled: a slow reader delays nobody and holds no queue of its own beyond the store's shared history.</summary>
public interface IWatch : IDisposable
{
    /// <summary>The revision up to which everything was delivered or did not concern this watch: the revision of a bookmark.</summary>
    long Progress { get; }

    /// <summary>
    /// The next events, as many as are there, at least one; completes when one comes. The list is valid until the next call.
    /// </summary>
    /// <exception cref="WatchExpiredException">The reader fell behind the retained history.</exception>
    /// <exception cref="ObjectDisposedException">The watch or the store was closed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was lost, the watch can be asked again.</exception>
    ValueTask<IReadOnlyList<StoreEvent>> NextAsync(CancellationToken cancellationToken = default);
}
