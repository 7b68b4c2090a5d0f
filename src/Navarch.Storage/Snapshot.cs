namespace Navarch.Storage;

/// <summary>How taking a snapshot ended.</summary>
public enum SnapshotStatus
{
    /// <summary>The snapshot is there.</summary>
    Ok,

    /// <summary>The revision is older than the retained history.</summary>
    Compacted,

    /// <summary>The revision lies in the future.</summary>
    Future,
}

/// <summary>The outcome of <see cref="IStore.Snapshot"/>; <see cref="Snapshot"/> is null unless <see cref="Status"/> is Ok.</summary>
public readonly record struct SnapshotResult(SnapshotStatus Status, ISnapshot? Snapshot);

/// <summary>An immutable view of one bucket at one revision, ordered by name (ordinal).</summary>
public interface ISnapshot
{
    /// <summary>The revision this view shows.</summary>
    long Revision { get; }

    /// <summary>The number of entries in the bucket.</summary>
    int Count { get; }

    /// <summary>The entry of that name, or null.</summary>
    Entry? Get(string name);

    /// <summary>The entries whose name starts with <paramref name="prefix"/> and is strictly greater than <paramref name="after"/> (empty: from the start), in order. Lazy; allocates no list.</summary>
    IEnumerable<Entry> Range(string prefix, string after = "");

    /// <summary>The number of entries <see cref="Range"/> would give.</summary>
    int CountRange(string prefix, string after = "");
}
