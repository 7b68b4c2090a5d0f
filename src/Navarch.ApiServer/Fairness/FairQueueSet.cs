namespace Navarch.ApiServer.Fairness;

/// <summary>
/// The seats and the queues of one priority level: fair queuing by virtual time. Pure: it has no clock, no lock and no randomness;
/// whoever owns it says what time it is (never backwards) and calls it from one place at a time.
/// <para>
/// Virtual time is the work, in seat-seconds, that each busy queue has been owed so far. A queue's next request begins, virtually,
/// where the work of those before it ends; the queue whose next request would end first goes next. What a request takes is charged by
/// a guess when it begins and put right when it ends.
/// </para>
/// </summary>
internal sealed class FairQueueSet
{
    /// <summary>How long a request is taken to run before it has shown it, in seconds.</summary>
    private const double GuessedTime = 0.003;

    private readonly List<FairQueue> queues = [];
    private LevelLimits limits;
    private TimeSpan last;
    private double virtualTime;
    private int active;
    private int turn;

    /// <summary>A level without seats: <see cref="Configure"/> gives it some.</summary>
    public FairQueueSet(LevelLimits limits, int seats) => Configure(limits, seats, TimeSpan.Zero);

    /// <summary>The seats there are.</summary>
    public int Seats { get; private set; }

    /// <summary>The seats that are held.</summary>
    public int SeatsExecuting { get; private set; }

    /// <summary>The seats that waiting requests want.</summary>
    public int SeatsWaiting { get; private set; }

    /// <summary>The requests that run, or hold seats on after their answers.</summary>
    public int Executing { get; private set; }

    /// <summary>The requests that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>The queues with anything to do.</summary>
    public int ActiveQueues => active;

    /// <summary>The queues, for who looks at the state; beyond the configured number those that still have to empty.</summary>
    public IReadOnlyList<FairQueue> Queues => queues;

    /// <summary>Changes the limits. Requests that wait stay where they are; what fits now begins.</summary>
    public void Configure(LevelLimits wanted, int seats, TimeSpan now)
    {
        Advance(now);
        limits = wanted;
        Seats = seats;
        while (queues.Count < wanted.Queues)
        {
            queues.Add(new FairQueue());
        }

        Trim();
        Dispatch(now);
    }

    /// <summary>A request comes. Only when it <see cref="Arrival.MustWait"/> does <see cref="Enqueue"/> follow, with the queue of the ticket.</summary>
    /// <param name="flow">The number of its flow.</param>
    /// <param name="work">What it takes.</param>
    /// <param name="now">The time.</param>
    /// <param name="beyondLength">Whether it may wait though its queue is full.</param>
    /// <param name="ticket">What it gives back to <see cref="Finish"/>, once it runs.</param>
    public Arrival Arrive(ulong flow, WorkEstimate work, TimeSpan now, bool beyondLength, out SeatTicket ticket)
    {
        Advance(now);
        if (limits.Queues == 0)
        {
            // Who still waits from times when there were queues does not hold up anybody here.
            ticket = new SeatTicket(-1, work, now);
            if (!Fits(work))
            {
                return Arrival.ConcurrencyLimit;
            }

            Executing++;
            SeatsExecuting += work.Seats;
            return Arrival.Started;
        }

        var index = Choose(flow);
        var queue = queues[index];
        ticket = new SeatTicket(index, work, now);
        if (Waiting == 0 && Fits(work))
        {
            Activate(queue);
            Charge(queue, work);
            return Arrival.Started;
        }

        return queue.Waiting >= limits.QueueLength && !beyondLength ? Arrival.QueueFull : Arrival.MustWait;
    }

    /// <summary>Puts a request that must wait into its queue.</summary>
    public void Enqueue(QueuedRequest request, int index)
    {
        var queue = queues[index];
        Activate(queue);
        if (queue.Waiting == 0)
        {
            queue.NextStart = Math.Max(queue.NextStart, virtualTime);
        }

        request.Queue = index;
        request.ArrivedVirtually = virtualTime;
        queue.Append(request);
        Waiting++;
        SeatsWaiting += request.Work.Seats;

        // Where queues were taken away there may be room though others wait.
        Dispatch(request.Arrived);
    }

    /// <summary>A request waits no longer; false when it has been granted its seats already.</summary>
    public bool GiveUp(QueuedRequest request, TimeSpan now)
    {
        if (request.Queue < 0)
        {
            return false;
        }

        Advance(now);
        var queue = queues[request.Queue];
        TakeOut(queue, request);
        Deactivate(queue);
        Dispatch(now);
        return true;
    }

    /// <summary>A request has ended. What it holds on is given back by <see cref="Release"/>.</summary>
    /// <returns>Whether it holds on to seats, for <see cref="WorkEstimate.FinalTime"/>.</returns>
    public bool Finish(SeatTicket ticket, TimeSpan now)
    {
        Advance(now);
        var work = ticket.Work;
        var holdsOn = work.FinalSeats > 0 && work.FinalTime > TimeSpan.Zero;
        var less = holdsOn ? work.Seats - work.FinalSeats : work.Seats;
        SeatsExecuting -= less;
        if (ticket.Queue >= 0)
        {
            var queue = queues[ticket.Queue];
            queue.SeatsExecuting -= less;

            // The guess is put right, so that long requests cost their flow what they took.
            queue.NextStart += ((now - ticket.Started).TotalSeconds - GuessedTime) * work.Seats;
        }

        if (!holdsOn)
        {
            End(ticket);
        }

        Dispatch(now);
        return holdsOn;
    }

    /// <summary>Gives back what a request held on to.</summary>
    public void Release(SeatTicket ticket, TimeSpan now)
    {
        Advance(now);
        SeatsExecuting -= ticket.Work.FinalSeats;
        if (ticket.Queue >= 0)
        {
            queues[ticket.Queue].SeatsExecuting -= ticket.Work.FinalSeats;
        }

        End(ticket);
        Dispatch(now);
    }

    private void End(SeatTicket ticket)
    {
        Executing--;
        if (ticket.Queue >= 0)
        {
            var queue = queues[ticket.Queue];
            queue.Executing--;
            Deactivate(queue);
        }
    }

    /// <summary>Each busy queue is owed its share of the seats that are in use.</summary>
    private void Advance(TimeSpan now)
    {
        if (now <= last)
        {
            return;
        }

        if (active > 0)
        {
            var inUse = Math.Min(Seats, SeatsExecuting + SeatsWaiting);
            virtualTime += (now - last).TotalSeconds * inUse / active;
        }

        last = now;
    }

    // A request wider than the level runs alone: else it would never run.
    private bool Fits(WorkEstimate work) => SeatsExecuting + work.MostSeats <= Seats || (SeatsExecuting == 0 && Seats > 0);

    /// <summary>Of the queues the flow was dealt, the one with the least to do.</summary>
    private int Choose(ulong flow)
    {
        Span<int> hand = stackalloc int[Math.Min(limits.HandSize, 32)];
        ShuffleSharding.Deal(flow, limits.Queues, hand);
        var best = hand[0];
        var least = int.MaxValue;

        // The places of a hand are in order: who begins at the flow's own place spreads over them.
        var first = (int)(flow >> 32) & 31;
        for (var i = 0; i < hand.Length; i++)
        {
            var index = hand[(first + i) % hand.Length];
            var load = queues[index].SeatsWaiting + queues[index].SeatsExecuting;
            if (load < least)
            {
                (best, least) = (index, load);
            }
        }

        return best;
    }

    private void Activate(FairQueue queue)
    {
        if (!queue.IsActive)
        {
            active++;
            queue.NextStart = virtualTime;
        }
    }

    private void Deactivate(FairQueue queue)
    {
        if (!queue.IsActive)
        {
            active--;
            Trim();
        }
    }

    private void Charge(FairQueue queue, WorkEstimate work)
    {
        queue.NextStart += (work.Seats * GuessedTime) + (work.FinalSeats * work.FinalTime.TotalSeconds);
        queue.Executing++;
        queue.SeatsExecuting += work.Seats;
        Executing++;
        SeatsExecuting += work.Seats;
    }

    private void TakeOut(FairQueue queue, QueuedRequest request)
    {
        queue.Remove(request);
        Waiting--;
        SeatsWaiting -= request.Work.Seats;
        if (queue.Head is { } next)
        {
            // A queue that could not use its share does not save it up: nothing begins, virtually, before it came.
            queue.NextStart = Math.Max(queue.NextStart, next.ArrivedVirtually);
        }
    }

    private void Dispatch(TimeSpan now)
    {
        while (Waiting > 0 && Next() is var index && queues[index].Head is { } request && Fits(request.Work))
        {
            var queue = queues[index];
            turn = index + 1;
            Charge(queue, request.Work);
            TakeOut(queue, request);
            request.Grant(new SeatTicket(index, request.Work, now));
        }
    }

    /// <summary>The queue whose next request would end first; of equals the one whose turn it is.</summary>
    private int Next()
    {
        var best = -1;
        var soonest = double.PositiveInfinity;
        for (var i = 0; i < queues.Count; i++)
        {
            var index = (turn + i) % queues.Count;
            var queue = queues[index];
            if (queue.Head is { } request && queue.NextStart + (request.Work.Seats * GuessedTime) is var end && end < soonest)
            {
                (best, soonest) = (index, end);
            }
        }

        return best;
    }

    /// <summary>Queues beyond the configured number go, from the last one on, once they are empty.</summary>
    private void Trim()
    {
        while (queues.Count > limits.Queues && !queues[^1].IsActive)
        {
            queues.RemoveAt(queues.Count - 1);
        }
    }
}
