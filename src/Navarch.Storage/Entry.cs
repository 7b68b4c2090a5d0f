namespace Navarch.Storage;

/// <summary>A committed value: one for each write, shared by every reader and watcher.</summary>
/// <param name="key">Where it lives.</param>
/// <param name="value">The bytes; nobody may change them.</param>
/// <param name="createRevision">The revision that created the key.</param>
/// <param name="modRevision">The revision of this write.</param>
public sealed class Entry(StoreKey key, ReadOnlyMemory<byte> value, long createRevision, long modRevision)
{
    private volatile object? decoded;
    private volatile object? converted;

    /// <summary>Where it lives.</summary>
    public StoreKey Key { get; } = key;

    /// <summary>The bytes as committed.</summary>
    public ReadOnlyMemory<byte> Value { get; } = value;

    /// <summary>The revision that created the key.</summary>
    public long CreateRevision { get; } = createRevision;

    /// <summary>The revision of this write.</summary>
    public long ModRevision { get; } = modRevision;

    /// <summary>The row that holds this value in the embedded store.</summary>
    internal long Row { get; init; }

    /// <summary>What a reader made of the value and wants to keep with it (a decoded object, another encoding); the store does not look at it, and forgets it for old values that are only history.</summary>
    public object? Decoded
    {
        get => decoded;
        set => decoded = value;
    }

    /// <summary>Another encoding of the value that a reader wants to keep with it; treated as <see cref="Decoded"/> is.</summary>
    public object? Converted
    {
        get => converted;
        set => converted = value;
    }
}
