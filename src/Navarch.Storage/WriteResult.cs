namespace Navarch.Storage;

/// <summary>How a write ended.</summary>
public enum WriteStatus
{
    /// <summary>Durable, and visible to every later read.</summary>
    Committed,

    /// <summary>Refused: the key exists already.</summary>
    Exists,

    /// <summary>Refused: there is no such key.</summary>
    NotFound,

    /// <summary>Refused: the key's last write has another revision than expected.</summary>
    Conflict,
}

/// <summary>The outcome of a write.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Entry">Committed: what was written (for a deletion, the last value at the revision of the deletion). Exists or Conflict: what is there. NotFound: null.</param>
public readonly record struct WriteResult(WriteStatus Status, Entry? Entry);
