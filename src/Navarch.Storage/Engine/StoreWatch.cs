using System.Threading.Tasks.Sources;

namespace Navarch.Storage.Engine;

/// <summary>
/// A watch: a position in its bucket's history. While it has something to read it goes along the shared segments
/// without a lock; when it has nothing it gives its position up and waits in the bucket's <see cref="WaiterIndex"/>,
/// and the event that wakes it gives it a new position. One reader at a time.
/// </summary>
internal sealed class StoreWatch(StoreEngine engine, Bucket bucket, string prefix, long afterRevision)
    : IWatch, IValueTaskSource<IReadOnlyList<StoreEvent>>
{
    /// <summary>The most events handed out at once: bounds what a far-behind reader holds.</summary>
    private const int MaxBatch = 1024;

    private readonly List<StoreEvent> batch = [];
    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration cancellation;
    private HistorySegment? segment;
    private int index;
    private long progress = afterRevision;
    private bool idle;
    private bool closed;

    public string Prefix { get; } = prefix;

    /// <summary>The place in the waiter index, while waiting.</summary>
    public int WaiterSlot { get; set; }

    public long Progress
    {
        get
        {
            lock (engine.Gate)
            {
                return idle ? Math.Max(engine.Revision, progress) : Volatile.Read(ref progress);
            }
        }
    }

    public ValueTask<IReadOnlyList<StoreEvent>> NextAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IReadOnlyList<StoreEvent>>(cancellationToken);
        }

        if (engine.Revision < progress)
        {
            return NextAfterAsync(progress, cancellationToken);
        }

        try
        {
            do
            {
                if (Collect())
                {
                    return new(batch);
                }
            }
            while (!TryWait());
        }
        catch (Exception exception) when (exception is WatchExpiredException or ObjectDisposedException)
        {
            return ValueTask.FromException<IReadOnlyList<StoreEvent>>(exception);
        }

        cancellation = cancellationToken.UnsafeRegister(static (watch, token) => ((StoreWatch)watch!).Cancel(token), this);
        return new(this, source.Version);
    }

    public void Dispose()
    {
        lock (engine.Gate)
        {
            if (idle)
            {
                bucket.Waiters.Remove(this);
            }
        }

        Close();
    }

    /// <summary>Ends the watch, which is no longer in the waiter index.</summary>
    public void Close()
    {
        bool waiting;
        lock (engine.Gate)
        {
            waiting = idle;
            idle = false;
            closed = true;
            segment = null;
        }

        if (waiting)
        {
            source.SetException(new ObjectDisposedException(nameof(IWatch)));
        }
    }

    /// <summary>Gives the waiting watch the place of the event it waited for; under the gate.</summary>
    public void PlaceAt(HistorySegment place, int at)
    {
        idle = false;
        segment = place;
        index = at;
    }

    /// <summary>Completes the wait, after <see cref="PlaceAt"/>.</summary>
    public void Wake() => source.SetResult(true);

    IReadOnlyList<StoreEvent> IValueTaskSource<IReadOnlyList<StoreEvent>>.GetResult(short token)
    {
        cancellation.Dispose();
        source.GetResult(token);
        return Collect() ? batch : throw new InvalidOperationException("A watch was woken without an event.");
    }

    ValueTaskSourceStatus IValueTaskSource<IReadOnlyList<StoreEvent>>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<IReadOnlyList<StoreEvent>>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    private async ValueTask<IReadOnlyList<StoreEvent>> NextAfterAsync(long revision, CancellationToken cancellationToken)
    {
        await engine.WaitForRevisionAsync(revision, cancellationToken);
        return await NextAsync(cancellationToken);
    }

    /// <summary>Reads the events up to the published revision into the batch; false when none is for this watch.</summary>
    private bool Collect()
    {
        batch.Clear();
        long published = engine.Revision;
        HistorySegment current = segment ?? Place();
        while (true)
        {
            int count = current.Count;
            while (index < count && current[index].Revision <= published)
            {
                StoreEvent change = current[index++];
                if (change.Entry.Key.Name.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    batch.Add(change);
                    if (batch.Count == MaxBatch)
                    {
                        segment = current;
                        Volatile.Write(ref progress, change.Revision);
                        return true;
                    }
                }
            }

            // A segment that has a successor has its final count, which may have grown since it was read.
            if (index < count || current.Next is not { } next)
            {
                break;
            }

            if (index == current.Count)
            {
                segment = current;
                current = ReferenceEquals(next, HistorySegment.Forgotten) ? Place() : next;
                index = ReferenceEquals(next, HistorySegment.Forgotten) ? index : 0;
            }
        }

        segment = current;
        Volatile.Write(ref progress, published);
        return batch.Count > 0;
    }

    /// <summary>Finds the place in the history from where this watch got to: at the start, or when the segment it stood on was cut off.</summary>
    private HistorySegment Place()
    {
        lock (engine.Gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(IWatch));
            long from = segment is null ? progress : segment.LastRevision;
            HistorySegment place = bucket.SegmentAt(from) ?? throw new WatchExpiredException(
                $"the watch of {bucket.Name} at revision {from} fell behind the history, which starts at revision {bucket.Trimmed}");
            index = place.IndexAfter(from);
            return place;
        }
    }

    /// <summary>Starts waiting; false when an event came in between.</summary>
    private bool TryWait()
    {
        lock (engine.Gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(IWatch));
            if (bucket.LastRevision > progress)
            {
                return false;
            }

            source.Reset();
            segment = null;
            idle = true;
            bucket.Waiters.Add(this);
            return true;
        }
    }

    private void Cancel(CancellationToken token)
    {
        lock (engine.Gate)
        {
            if (!idle)
            {
                return;
            }

            bucket.Waiters.Remove(this);
            idle = false;
            segment = bucket.Tail;
            index = segment.Count;
            Volatile.Write(ref progress, engine.Revision);
        }

        source.SetException(new OperationCanceledException(token));
    }
}
