using System.Collections.Concurrent;

namespace Navarch.Storage.Engine;

/// <summary>
/// The in-memory half of every store: the present state, the history, the watches. One writer applies committed
/// events; readers take the published state without a lock; the gate guards history and idle watches, for moments.
/// </summary>
internal sealed class StoreEngine : IDisposable
{
    private readonly StoreOptions options;
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly List<(long Revision, TaskCompletionSource Reached)> revisionWaiters = [];
    private readonly long firstRevision;
    private readonly ITimer trimming;
    private volatile Published published;
    private long compacted;
    private bool closed;

    /// <param name="options">The history to keep.</param>
    /// <param name="revision">The revision of the state loaded; history starts there.</param>
    /// <param name="entries">The state at that revision.</param>
    public StoreEngine(StoreOptions options, long revision, IEnumerable<Entry> entries)
    {
        this.options = options;
        firstRevision = revision;
        compacted = revision;
        published = Load(revision, entries);
        TimeSpan period = TimeSpan.FromTicks(Math.Max(options.HistoryAge.Ticks / 4, TimeSpan.TicksPerSecond));
        trimming = options.TimeProvider.CreateTimer(static engine => ((StoreEngine)engine!).Trim(), this, period, period);
    }

    public Lock Gate { get; } = new();

    public long Revision => published.Revision;

    public long CompactedRevision => Volatile.Read(ref compacted);

    public Entry? Get(StoreKey key) => published.Tree(buckets.GetValueOrDefault(key.Bucket)).Find(key.Name);

    public SnapshotResult Snapshot(string bucketName, long revision)
    {
        Published now = published;
        Bucket? bucket = buckets.GetValueOrDefault(bucketName);
        if (revision == 0 || revision == now.Revision)
        {
            return new(SnapshotStatus.Ok, new TreeSnapshot(now.Tree(bucket), now.Revision));
        }

        if (revision > now.Revision)
        {
            return new(SnapshotStatus.Future, null);
        }

        HistorySegment? segment;
        lock (Gate)
        {
            if (revision < compacted)
            {
                return new(SnapshotStatus.Compacted, null);
            }

            if (bucket is null)
            {
                return new(SnapshotStatus.Ok, new TreeSnapshot(EntryTree.Empty, revision));
            }

            segment = bucket.SegmentAt(revision);
        }

        return segment is null
            ? new(SnapshotStatus.Compacted, null)
            : new(SnapshotStatus.Ok, new TreeSnapshot(segment.TreeAt(revision), revision));
    }

    public WatchResult Watch(string bucketName, string prefix, long afterRevision)
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(IStore));
            Bucket bucket = GetBucket(bucketName);
            return afterRevision < compacted || afterRevision < bucket.Trimmed
                ? new(WatchStatus.Compacted, null)
                : new(WatchStatus.Ok, new StoreWatch(this, bucket, prefix, afterRevision));
        }
    }

    /// <summary>Makes committed events visible, in order, all at once, and wakes whom they concern.</summary>
    public void Apply(IReadOnlyList<StoreEvent> events)
    {
        List<StoreWatch>? awakened = null;
        lock (Gate)
        {
            long now = options.TimeProvider.GetTimestamp();
            Published old = published;
            var trees = (EntryTree[])old.Trees.Clone();
            foreach (StoreEvent change in events)
            {
                Bucket bucket = GetBucket(change.Entry.Key.Bucket);
                if (bucket.Index >= trees.Length)
                {
                    int length = trees.Length;
                    Array.Resize(ref trees, bucket.Index + 1);
                    Array.Fill(trees, EntryTree.Empty, length, trees.Length - length);
                }

                EntryTree before = trees[bucket.Index];
                bucket.Append(change, before, now);
                bucket.Waiters.Take(change.Entry.Key.Name, bucket.Tail, bucket.Tail.Count - 1, ref awakened);
                trees[bucket.Index] = change.Type == StoreEventType.Put ? before.Set(change.Entry) : before.Remove(change.Entry.Key.Name);
                bucket.Trim(options, now);
            }

            published = new Published(events[^1].Revision, trees);
            ReleaseRevisionWaiters();
        }

        if (awakened is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new Awakening(awakened), preferLocal: false);
        }
    }

    public async ValueTask WaitForRevisionAsync(long revision, CancellationToken cancellationToken)
    {
        if (published.Revision >= revision)
        {
            return;
        }

        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(IStore));
            if (published.Revision >= revision)
            {
                return;
            }

            revisionWaiters.Add((revision, reached));
        }

        try
        {
            await reached.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (Gate)
            {
                revisionWaiters.RemoveAll(waiter => ReferenceEquals(waiter.Reached, reached));
            }

            throw;
        }
    }

    public void Compact(long revision)
    {
        lock (Gate)
        {
            Published now = published;
            revision = Math.Min(revision, now.Revision);
            if (revision <= compacted)
            {
                return;
            }

            Volatile.Write(ref compacted, revision);
            foreach (Bucket bucket in buckets.Values)
            {
                bucket.Compact(revision, now.Tree(bucket));
            }
        }
    }

    /// <summary>Ends every watch and every wait.</summary>
    public void Dispose()
    {
        trimming.Dispose();
        lock (Gate)
        {
            closed = true;
            foreach (Bucket bucket in buckets.Values)
            {
                foreach (StoreWatch watch in bucket.Waiters.TakeAll())
                {
                    watch.Close();
                }
            }

            foreach ((_, TaskCompletionSource reached) in revisionWaiters)
            {
                reached.SetException(new ObjectDisposedException(nameof(IStore)));
            }

            revisionWaiters.Clear();
        }
    }

    private Published Load(long revision, IEnumerable<Entry> entries)
    {
        var trees = new List<EntryTree>();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Entry entry in entries)
        {
            if (!names.TryGetValue(entry.Key.Bucket, out int index))
            {
                names.Add(entry.Key.Bucket, index = trees.Count);
                trees.Add(EntryTree.Empty);
            }

            trees[index] = trees[index].Set(entry);
        }

        foreach ((string name, int index) in names)
        {
            buckets[name] = new Bucket(name, index, trees[index], revision);
        }

        return new Published(revision, [.. trees]);
    }

    /// <summary>A bucket that was never written is empty since the store was opened.</summary>
    private Bucket GetBucket(string name)
    {
        if (!buckets.TryGetValue(name, out Bucket? bucket))
        {
            buckets[name] = bucket = new Bucket(name, buckets.Count, EntryTree.Empty, Math.Max(firstRevision, compacted));
        }

        return bucket;
    }

    private void ReleaseRevisionWaiters()
    {
        if (revisionWaiters.Count > 0)
        {
            revisionWaiters.RemoveAll(waiter => waiter.Revision <= published.Revision && waiter.Reached.TrySetResult());
        }
    }

    private void Trim()
    {
        lock (Gate)
        {
            long now = options.TimeProvider.GetTimestamp();
            foreach (Bucket bucket in buckets.Values)
            {
                bucket.Trim(options, now);
            }
        }
    }

    /// <summary>Wakes watches off the writer's thread.</summary>
    private sealed class Awakening(List<StoreWatch> watches) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (StoreWatch watch in watches)
            {
                watch.Wake();
            }
        }
    }
}
