namespace Navarch.ApiServer.Fairness;

/// <summary>A request that waits in a queue. It is a link of the queue's list, so that one that gives up leaves at once.</summary>
internal abstract class QueuedRequest
{
    /// <summary>What it takes.</summary>
    public required WorkEstimate Work { get; init; }

    /// <summary>When it came, on the clock of its level.</summary>
    public required TimeSpan Arrived { get; init; }

    /// <summary>The queue it waits in; -1 when it waits no more.</summary>
    public int Queue { get; set; } = -1;

    /// <summary>The virtual time at which it came.</summary>
    public double ArrivedVirtually { get; set; }

    /// <summary>The next one of its queue.</summary>
    public QueuedRequest? Next { get; set; }

    /// <summary>The one before it in its queue.</summary>
    public QueuedRequest? Previous { get; set; }

    /// <summary>Lets it run. Called with the level locked: it must not run anything itself.</summary>
    public abstract void Grant(SeatTicket ticket);
}
