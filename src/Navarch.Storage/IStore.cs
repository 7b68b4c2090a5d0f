namespace Navarch.Storage;

/// <summary>
/// The store contract: etcd's semantics over keys and bytes. One revision counts all writes; each write is
/// create, compare-and-set update or compare-and-delete of one key; lists and watches are by prefix and revision.
/// A write that returned <see cref="WriteStatus.Committed"/> is durable, and is seen by every later read.
/// Reads never wait for writes.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The revision of the last committed write.</summary>
    long Revision { get; }

    /// <summary>
    /// The oldest revision that can still be listed at or watched from; older ones are compacted. A bucket changed very
    /// often may hold less (see <see cref="StoreOptions"/>): asking it answers Compacted.
    /// </summary>
    long CompactedRevision { get; }

    /// <summary>The bytes the store takes on disk, its journal included; null when it is in memory only.</summary>
    long? SizeOnDisk { get; }

    /// <summary>Applies one write. Completes once the write is durable, or refused by its precondition.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot write now (disk full, closed): nothing was acknowledged.</exception>
    ValueTask<WriteResult> WriteAsync(Write write, CancellationToken cancellationToken = default);

    /// <summary>The entry at <paramref name="key"/> in the last committed state, or null.</summary>
    Entry? Get(StoreKey key);

    /// <summary>
    /// A consistent, immutable view of one bucket: at <paramref name="revision"/>, or at the last committed revision
    /// when it is zero. Taking one costs nothing and blocks nobody.
    /// </summary>
    SnapshotResult Snapshot(string bucket, long revision = 0);

    /// <summary>
    /// The events of one bucket whose name starts with <paramref name="prefix"/>, strictly after
    /// <paramref name="afterRevision"/>, in revision order, none left out.
    /// </summary>
    /// <returns>The watch, or <see cref="WatchStatus.Compacted"/>, when events in between are no longer held.</returns>
    WatchResult Watch(string bucket, string prefix, long afterRevision);

    /// <summary>Waits until <see cref="Revision"/> is at least <paramref name="revision"/>.</summary>
    ValueTask WaitForRevisionAsync(long revision, CancellationToken cancellationToken = default);

    /// <summary>Forgets the history before <paramref name="revision"/> (at most the current one); the present state is untouched.</summary>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken = default);
}
