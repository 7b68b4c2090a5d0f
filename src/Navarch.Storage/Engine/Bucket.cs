namespace Navarch.Storage.Engine;

/// <summary>The history of one bucket and the watches waiting on it. Every member is used under the engine's gate.</summary>
internal sealed class Bucket
{
    private HistorySegment oldest;
    private HistorySegment? previousTail;
    private int events;
    private long bytes;

    /// <param name="name">The name.</param>
    /// <param name="index">The place of the bucket's tree in <see cref="Published.Trees"/>.</param>
    /// <param name="tree">The bucket at <paramref name="revision"/>.</param>
    /// <param name="revision">Where the history starts.</param>
    public Bucket(string name, int index, EntryTree tree, long revision)
    {
        Name = name;
        Index = index;
        Trimmed = revision;
        oldest = new HistorySegment(tree, revision);
        Tail = oldest;
    }

    public string Name { get; }

    /// <summary>The place of the bucket's tree in <see cref="Published.Trees"/>.</summary>
    public int Index { get; }

    /// <summary>History from this revision on is held.</summary>
    public long Trimmed { get; private set; }

    public WaiterIndex Waiters { get; } = new();

    /// <summary>The last segment: where events are appended.</summary>
    public HistorySegment Tail { get; private set; }

    /// <summary>The revision of the last change.</summary>
    public long LastRevision => Tail.LastRevision;

    /// <summary>Adds an event; <paramref name="before"/> is the bucket before it.</summary>
    public void Append(StoreEvent change, EntryTree before, long now)
    {
        if (Tail.Count == HistorySegment.Capacity)
        {
            previousTail?.ForgetDecoded();
            previousTail = Tail;
            Roll(before);
        }

        long held = Tail.Bytes;
        Tail.Append(change, now);
        events++;
        bytes += Tail.Bytes - held;
    }

    /// <summary>Forgets the oldest segments that exceed the window. The last segment always stays.</summary>
    public void Trim(StoreOptions options, long now)
    {
        while (!ReferenceEquals(oldest, Tail)
            && (events > options.HistoryEvents
                || bytes > options.HistoryBytes
                || options.TimeProvider.GetElapsedTime(oldest.LastTime, now) > options.HistoryAge))
        {
            DropOldest();
        }
    }

    /// <summary>Forgets everything up to a revision; <paramref name="current"/> is the bucket now.</summary>
    public void Compact(long revision, EntryTree current)
    {
        if (Tail.Count > 0 && Tail.LastRevision <= revision)
        {
            Roll(current);
        }

        while (!ReferenceEquals(oldest, Tail) && oldest.LastRevision <= revision)
        {
            DropOldest();
        }
    }

    /// <summary>The segment that holds the state at a revision, or null when it is forgotten.</summary>
    public HistorySegment? SegmentAt(long revision)
    {
        if (revision < Trimmed)
        {
            return null;
        }

        if (revision >= Tail.StartRevision)
        {
            return Tail;
        }

        HistorySegment segment = oldest;
        while (segment.Next is { } next && next.StartRevision <= revision)
        {
            segment = next;
        }

        return segment;
    }

    private void Roll(EntryTree current)
    {
        var segment = new HistorySegment(current, Tail.LastRevision);
        Tail.Next = segment;
        Tail = segment;
    }

    private void DropOldest()
    {
        HistorySegment dropped = oldest;
        oldest = dropped.Next!;
        Trimmed = dropped.LastRevision;
        events -= dropped.Count;
        bytes -= dropped.Bytes;
        dropped.Next = HistorySegment.Forgotten;
        if (ReferenceEquals(previousTail, dropped))
        {
            previousTail = null;
        }
    }
}
