using Navarch.Storage.Engine;

namespace Navarch.Storage.Embedded;

/// <summary>
/// The store of a cluster with one server: the present state in memory, made durable in the SQLite file
/// <c>store.db</c> of its data directory, one row an entry. History is kept in memory only: after a restart, watches
/// and lists at revisions from before it answer Compacted. The directory belongs to one process at a time.
/// </summary>
public sealed class EmbeddedStore : IStore
{
    private const string FileName = "store.db";
    private readonly string directory;
    private readonly DataDirectoryLock directoryLock;
    private readonly SqliteFile file;
    private readonly StoreEngine engine;
    private readonly CommitLoop loop;
    private int closed;

    private EmbeddedStore(string directory, DataDirectoryLock directoryLock, SqliteFile file, StoreOptions options)
    {
        this.directory = directory;
        this.directoryLock = directoryLock;
        this.file = file;
        List<Entry> entries = file.ReadEntries();
        engine = new StoreEngine(options, file.ReadRevision(), entries);
        loop = new CommitLoop(directory, file, engine, options, entries.Count == 0 ? 0 : entries[^1].Row);
    }

    /// <inheritdoc/>
    public long Revision => engine.Revision;

    /// <inheritdoc/>
    public long CompactedRevision => engine.CompactedRevision;

    /// <inheritdoc/>
    public long? SizeOnDisk => new DirectoryInfo(directory).EnumerateFiles(FileName + "*").Sum(file => file.Length);

    /// <summary>The file; for tests.</summary>
    internal SqliteFile File => file;

    /// <summary>Opens the store in a directory, which is made when it is not there, and loads it.</summary>
    /// <exception cref="StoreUnavailableException">The directory is in use by another process, cannot be written, or its file is damaged: the message says which.</exception>
    public static EmbeddedStore Open(string directory, StoreOptions? options = null)
    {
        directory = Path.GetFullPath(directory);
        DataDirectoryLock taken = DataDirectoryLock.Take(directory);
        SqliteFile? opened = null;
        try
        {
            opened = new SqliteFile(Path.Combine(directory, FileName));
            return new EmbeddedStore(directory, taken, opened, options ?? new StoreOptions());
        }
        catch (SqliteFailureException failure)
        {
            opened?.Dispose();
            taken.Dispose();
            throw failure.Explain(directory);
        }
    }

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(Write write, CancellationToken cancellationToken = default)
    {
        WriteSequencer.Validate(write);
        var request = new WriteRequest(write, cancellationToken);
        loop.Enqueue(request);
        return new(request.Task);
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

    /// <summary>Commits what waits, makes lazy writes durable, closes the file and gives the directory back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1)
        {
            return;
        }

        await loop.CloseAsync();
        engine.Dispose();
        file.Dispose();
        directoryLock.Dispose();
    }
}
