using Navarch.Storage.Engine;

namespace Navarch.Storage;

/// <summary>
/// A store that lives in memory only, for tests and throw-away clusters: the embedded store without its file.
/// A committed write is as durable as the process.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock writing = new();
    private readonly StoreEngine engine;
    private readonly WriteSequencer sequencer;
    private bool closed;

    /// <summary>An empty store at revision 1.</summary>
    public MemoryStore(StoreOptions? options = null)
    {
        engine = new StoreEngine(options ?? new StoreOptions(), revision: 1, []);
        sequencer = new WriteSequencer(engine, maxRow: 0);
    }

    /// <inheritdoc/>
    public long Revision => engine.Revision;

    /// <inheritdoc/>
    public long CompactedRevision => engine.CompactedRevision;

    /// <inheritdoc/>
    public long? SizeOnDisk => null;

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(Write write, CancellationToken cancellationToken = default)
    {
        WriteSequencer.Validate(write);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<WriteResult>(cancellationToken);
        }

        lock (writing)
        {
            if (closed)
            {
                return ValueTask.FromException<WriteResult>(new StoreUnavailableException("the store is closed"));
            }

            sequencer.Begin();
            WriteResult result = sequencer.Add(write);
            if (result.Status == WriteStatus.Committed)
            {
                engine.Apply(sequencer.Events);
            }

            return new(result);
        }
    }

    /// <inheritdoc/>
    public Entry? Get(StoreKey key) => engine.Get(key);

    /// <inheritdoc/>
    public SnapshotResult Snapshot(string bucket, long revision = 0) => engine.Snapshot(bucket, revision);

    /// <inheritdoc/>
    public WatchResult Watch(string bucket, string prefix, long afterRevision) => engine.Watch(bucket, prefix, afterRevision);

    /// <inheritdoc/>
    public ValueTask WaitForRevisionAsync(long revision, CancellationToken cancellationToken = default) =>
        engine.WaitForRevisionAsync(revision, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken = default)
    {
        engine.Compact(revision);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (writing)
        {
            closed = true;
        }

        engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
