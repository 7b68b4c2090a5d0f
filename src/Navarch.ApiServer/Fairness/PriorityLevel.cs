using Microsoft.Extensions.Primitives;
using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>
/// A priority level at work: the pure queue set behind a lock that is held for nanoseconds while nobody waits, and the clock and the
/// timer it needs.
/// </summary>
internal sealed class PriorityLevel : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly long origin;
    private readonly FairQueueSet set;
    private readonly PriorityQueue<SeatTicket, TimeSpan> heldOn = new();
    private readonly ITimer timer;
    private SeatDemand demand;
    private RetryAdvice advice;
    private double smooth;
    private int high;

    /// <summary>A level with no seats yet.</summary>
    public PriorityLevel(PriorityLevelConfiguration configuration, TimeProvider time)
    {
        this.time = time;
        origin = time.GetTimestamp();
        Name = configuration.Metadata.Name;
        set = new FairQueueSet(LevelLimits.Reject, 0);
        timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Adopt(configuration);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its uid, as answers tell it.</summary>
    public StringValues UidHeader { get; private set; }

    /// <summary>How it takes part in the division of seats.</summary>
    public LevelShares Shares { get; private set; }

    /// <summary>Its bounds in the division of seats.</summary>
    public SeatBounds Bounds { get; private set; }

    /// <summary>What it does when it has no seats left.</summary>
    public LevelLimits Limits { get; private set; }

    /// <summary>What a division of seats has to know of its demand: the most it wanted in the last period, and the smoothed demand.</summary>
    public (int High, double Smooth) Demand => (high, smooth);

    /// <summary>The seats it has now, those held, those wanted by waiting requests.</summary>
    public (int Seats, int Executing, int Waiting) SeatCounts
    {
        get
        {
            lock (gate)
            {
                return (set.Seats, set.SeatsExecuting, set.SeatsWaiting);
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>Takes over a changed configuration; seats come with the next <see cref="Resize"/>.</summary>
    public void Adopt(PriorityLevelConfiguration configuration)
    {
        var spec = configuration.Spec;
        UidHeader = configuration.Metadata.UID;
        if (spec.Type == PriorityLevelEnablements.Exempt)
        {
            Shares = new LevelShares(spec.Exempt?.NominalConcurrencyShares ?? 0, spec.Exempt?.LendablePercent ?? 0, null, IsExempt: true);
            Limits = LevelLimits.Reject;
            return;
        }

        var limited = spec.Limited ?? new LimitedPriorityLevelConfiguration();
        Shares = new LevelShares(Math.Max(0, limited.NominalConcurrencyShares ?? 30), Math.Clamp(limited.LendablePercent ?? 0, 0, 100), limited.BorrowingLimitPercent, IsExempt: false);
        Limits = limited.LimitResponse is { Type: LimitResponseTypes.Queue, Queuing: { } queuing } && queuing.Queues > 0
            ? new LevelLimits(queuing.Queues, Math.Clamp(queuing.HandSize, 1, queuing.Queues), Math.Max(1, queuing.QueueLengthLimit))
            : LevelLimits.Reject;
    }

    /// <summary>Gives it its place in the division of seats; a level that is new in it counts as if it used what is its own.</summary>
    public void Bound(SeatBounds bounds)
    {
        lock (gate)
        {
            if (Bounds == default)
            {
                (smooth, high) = (bounds.Nominal, bounds.Nominal);
            }

            Bounds = bounds;
        }
    }

    /// <summary>Ends a period of demand.</summary>
    public void EndPeriod()
    {
        lock (gate)
        {
            var summary = demand.Take(Now);
            smooth = SeatBorrowing.Smooth(smooth, summary);
            high = summary.High;
        }
    }

    /// <summary>Gives it that many seats from now on.</summary>
    public void Resize(int seats)
    {
        lock (gate)
        {
            var now = Now;
            set.Configure(Limits, Shares.IsExempt ? int.MaxValue : seats, now);
            Note(now);
        }
    }

    /// <summary>A request comes. What must wait gets a <see cref="WaitingRequest"/>; what is started a ticket for <see cref="End"/>.</summary>
    public Arrival Begin(CompiledFlowSchema schema, in FlowDigest digest, WorkEstimate work, bool beyondLength, out SeatTicket ticket, out WaitingRequest? waiting)
    {
        waiting = null;
        var distinguisher = schema.DistinguisherOf(digest);
        var flow = Limits.Queues == 0 ? 0 : ShuffleSharding.FlowOf(schema.Name, distinguisher);
        lock (gate)
        {
            var now = Now;
            var arrival = set.Arrive(flow, work, now, beyondLength, out ticket);
            if (arrival == Arrival.MustWait)
            {
                waiting = new WaitingRequest { Work = work, Arrived = now, Digest = digest, Distinguisher = distinguisher, Schema = schema };
                set.Enqueue(waiting, ticket.Queue);
            }

            Note(now);
            return arrival;
        }
    }

    /// <summary>A request waits no longer; false when it was granted its seats meanwhile.</summary>
    public bool GiveUp(WaitingRequest waiting)
    {
        lock (gate)
        {
            var now = Now;
            var gaveUp = set.GiveUp(waiting, now);
            Note(now);
            return gaveUp;
        }
    }

    /// <summary>A request has ended.</summary>
    public void End(SeatTicket ticket)
    {
        lock (gate)
        {
            var now = Now;
            if (set.Finish(ticket, now))
            {
                heldOn.Enqueue(ticket, now + ticket.Work.FinalTime);
                SetTimer(now);
            }

            Note(now);
        }
    }

    /// <summary>The seconds after which a request that is refused now should come back.</summary>
    public int RetryAfter()
    {
        lock (gate)
        {
            return advice.Next(Now);
        }
    }

    /// <summary>Looks at the queues; <paramref name="look"/> must be short: the level stands still meanwhile.</summary>
    public T Look<T>(Func<FairQueueSet, T> look)
    {
        lock (gate)
        {
            return look(set);
        }
    }

    /// <summary>When something happened that the level dates by its own clock.</summary>
    public DateTimeOffset TimeOf(TimeSpan at) => time.GetUtcNow() - (Now - at);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void Note(TimeSpan now) => demand.Set(set.SeatsExecuting + set.SeatsWaiting, now);

    private void SetTimer(TimeSpan now)
    {
        if (heldOn.TryPeek(out _, out var due))
        {
            timer.Change(due > now ? due - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (gate)
        {
            var now = Now;
            while (heldOn.TryPeek(out var ticket, out var due) && due <= now)
            {
                heldOn.Dequeue();
                set.Release(ticket, now);
            }

            Note(now);
            SetTimer(now);
        }
    }
}
