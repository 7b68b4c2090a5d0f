namespace Navarch.Storage.Engine;

/// <summary>
/// A run of consecutive events of one bucket, and the bucket's state before them. Segments form a linked list that is
/// appended to at its end and cut at its start; watches hold a position in it, so history is stored once however many
/// watch. Written under the engine's gate, read without.
/// </summary>
internal sealed class HistorySegment(EntryTree startTree, long startRevision)
{
    public const int Capacity = 128;

    /// <summary>What follows a segment that was cut off: a reader still there has to find its place again, or has expired. Cutting lets the collector free the segments such a reader would hold.</summary>
    public static readonly HistorySegment Forgotten = new(EntryTree.Empty, 0);

    private readonly StoreEvent[] events = new StoreEvent[Capacity];
    private volatile int count;
    private volatile HistorySegment? next;

    /// <summary>The number of events, growing until <see cref="Next"/> is set.</summary>
    public int Count => count;

    public HistorySegment? Next
    {
        get => next;
        set => next = value;
    }

    /// <summary>When the last event was appended (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long LastTime { get; private set; }

    /// <summary>The bytes only this segment keeps alive: the superseded and deleted values.</summary>
    public long Bytes { get; private set; }

    /// <summary>The revision of the last event before this segment.</summary>
    public long StartRevision { get; } = startRevision;

    /// <summary>The revision of the last event up to the end of this segment.</summary>
    public long LastRevision => count == 0 ? StartRevision : events[count - 1].Revision;

    public StoreEvent this[int index] => events[index];

    public void Append(StoreEvent change, long now)
    {
        events[count] = change;
        LastTime = now;
        Bytes += change.Previous?.Value.Length ?? 0;
        if (change.Type == StoreEventType.Delete)
        {
            Bytes += change.Entry.Value.Length;
        }

        count++;
    }

    /// <summary>The bucket as it was at a revision from <see cref="StartRevision"/> on and before the next segment.</summary>
    public EntryTree TreeAt(long revision)
    {
        EntryTree tree = startTree;
        int known = count;
        for (int i = 0; i < known && events[i].Revision <= revision; i++)
        {
            tree = events[i].Type == StoreEventType.Put ? tree.Set(events[i].Entry) : tree.Remove(events[i].Entry.Key.Name);
        }

        return tree;
    }

    /// <summary>The index of the first event after a revision.</summary>
    public int IndexAfter(long revision)
    {
        int index = 0;
        while (index < count && events[index].Revision <= revision)
        {
            index++;
        }

        return index;
    }

    /// <summary>Drops what readers attached to values that are only history: a late reader makes it again.</summary>
    public void ForgetDecoded()
    {
        for (int i = 0; i < count; i++)
        {
            StoreEvent change = events[i];
            if (change.Previous is { } previous)
            {
                previous.Decoded = null;
                previous.Converted = null;
            }

            if (change.Type == StoreEventType.Delete)
            {
                change.Entry.Decoded = null;
                change.Entry.Converted = null;
            }
        }
    }
}
