namespace Navarch.ApiServer.Fairness;

/// <summary>What becomes of a request when it comes.</summary>
internal enum Arrival
{
    /// <summary>It runs now.</summary>
    Started,

    /// <summary>It must wait in the queue its ticket names.</summary>
    MustWait,

    /// <summary>It is refused: its queue is full.</summary>
    QueueFull,

    /// <summary>It is refused: all seats are taken, and nothing waits at this level.</summary>
    ConcurrencyLimit,

    /// <summary>It is refused: it waited too long.</summary>
    TimedOut,

    /// <summary>Its client gave up while it waited.</summary>
    Cancelled,
}
