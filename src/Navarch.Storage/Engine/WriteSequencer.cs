using System.Buffers.Text;

namespace Navarch.Storage.Engine;

/// <summary>
/// Gives writes their order: checks each against the state that the writes before it make, and gives it the next
/// revision. Collects the events of a batch, which become visible by <see cref="StoreEngine.Apply"/> or not at all.
/// Used by one writer.
/// </summary>
internal sealed class WriteSequencer(StoreEngine engine, long maxRow)
{
    private readonly Dictionary<StoreKey, StoreEvent> pending = [];
    private long revision = engine.Revision;
    private long lastRow = maxRow;

    /// <summary>The changes of this batch, in revision order.</summary>
    public List<StoreEvent> Events { get; } = [];

    /// <summary>The revision of the last change of this batch.</summary>
    public long Revision => revision;

    /// <summary>Starts a batch on the committed state; what an earlier batch left is dropped.</summary>
    public void Begin()
    {
        pending.Clear();
        Events.Clear();
        revision = engine.Revision;
    }

    /// <summary>Adds a write to the batch, or says why not.</summary>
    public WriteResult Add(Write write)
    {
        Entry? current = Current(write.Key);
        if (current is null && write.Expected != 0)
        {
            return new(WriteStatus.NotFound, null);
        }

        if (current is not null && write.Expected == 0)
        {
            return new(WriteStatus.Exists, current);
        }

        if (current is not null && write.Expected != Write.AnyRevision && write.Expected != current.ModRevision)
        {
            return new(WriteStatus.Conflict, current);
        }

        StoreEvent change = Change(write, current, ++revision);
        Events.Add(change);
        pending[write.Key] = change;
        return new(WriteStatus.Committed, change.Entry);
    }

    /// <summary>Throws when the write makes no sense, before it can harm a batch.</summary>
    public static void Validate(Write write)
    {
        ArgumentException.ThrowIfNullOrEmpty(write.Key.Bucket, nameof(write));
        ArgumentException.ThrowIfNullOrEmpty(write.Key.Name, nameof(write));
        if (write.Expected < Write.AnyRevision || (write.Value is null && write.Expected == 0))
        {
            throw new ArgumentException($"the precondition {write.Expected} does not fit the write of {write.Key}", nameof(write));
        }

        byte[]? value = write.Value ?? write.LastValue;
        if (write.RevisionOffset >= 0 && (value is null || write.RevisionOffset + Write.RevisionHoleLength > value.Length))
        {
            throw new ArgumentException($"the revision hole of {write.Key} lies outside its value", nameof(write));
        }
    }

    private Entry? Current(StoreKey key)
    {
        if (!pending.TryGetValue(key, out StoreEvent? change))
        {
            return engine.Get(key);
        }

        return change.Type == StoreEventType.Put ? change.Entry : null;
    }

    private StoreEvent Change(Write write, Entry? current, long at)
    {
        // One key instance serves all versions of a value.
        StoreKey key = current?.Key ?? write.Key;
        if (write.Value is null)
        {
            var last = write.LastValue is null
                ? new Entry(key, current!.Value, current.CreateRevision, at) { Row = current.Row, Decoded = write.Decoded }
                : new Entry(key, Filled(write.LastValue, write.RevisionOffset, at), current!.CreateRevision, at) { Row = current.Row, Decoded = write.Decoded };
            return new StoreEvent(StoreEventType.Delete, last, current);
        }

        var entry = new Entry(key, Filled(write.Value, write.RevisionOffset, at), current?.CreateRevision ?? at, at)
        {
            Row = current?.Row ?? ++lastRow,
            Decoded = write.Decoded,
        };
        return new StoreEvent(StoreEventType.Put, entry, current);
    }

    private static byte[] Filled(byte[] value, int offset, long revision)
    {
        if (offset >= 0)
        {
            Span<byte> hole = value.AsSpan(offset, Write.RevisionHoleLength);
            Utf8Formatter.TryFormat(revision, hole, out int digits);
            hole[digits] = (byte)'"';
            hole[(digits + 1)..].Fill((byte)' ');
        }

        return value;
    }
}
