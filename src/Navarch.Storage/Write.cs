namespace Navarch.Storage;

/// <summary>One write to one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">
/// The new value; null deletes the key. The store takes ownership of the array: nobody may change it afterwards.
/// For a deletion, <see cref="LastValue"/> is what watchers are given.
/// </param>
/// <param name="Expected">
/// The precondition: 0, the key must not exist (create); a revision, the key's last write must have that revision;
/// <see cref="AnyRevision"/>, the key must exist, whatever its revision.
/// </param>
public sealed record Write(StoreKey Key, byte[]? Value, long Expected)
{
    /// <summary>The precondition that the key exists, whatever its revision.</summary>
    public const long AnyRevision = -1;

    /// <summary>The length of the hole that <see cref="RevisionOffset"/> points at: the digits of the greatest revision and a quote.</summary>
    public const int RevisionHoleLength = 20;

    /// <summary>
    /// Where in <see cref="Value"/> (or <see cref="LastValue"/>) the store writes the decimal digits of the revision that
    /// commits it, or -1. The hole is <see cref="RevisionHoleLength"/> bytes: a quote and spaces. The store turns
    /// <c>"</c> + spaces into <c>12345"</c> + spaces, so JSON stays JSON. A value therefore holds its own
    /// revision and can be served as it is, encoded once.
    /// </summary>
    public int RevisionOffset { get; init; } = -1;

    /// <summary>For a deletion: the final state of the value, given to watchers; null gives them the value before.</summary>
    public byte[]? LastValue { get; init; }

    /// <summary>
    /// True acknowledges the write as soon as it is visible in memory; it becomes durable with the next write that is
    /// not lazy, or after <see cref="StoreOptions.LazyDelay"/>, or when the store is closed. A crash before that loses it
    /// (the key then shows its former state), but never hands its revision out again. For values that are renewed all
    /// the time and worth nothing after a restart: leases, heartbeats.
    /// </summary>
    public bool Lazy { get; init; }

    /// <summary>Anything the writer wants to find again at <see cref="Entry.Decoded"/>; the store does not look at it.</summary>
    public object? Decoded { get; init; }
}
