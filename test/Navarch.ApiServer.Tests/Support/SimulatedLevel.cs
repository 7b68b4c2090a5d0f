using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>A queue set under simulated clients: each flow keeps a number of requests open, each of which runs for a time. Deterministic by its seed.</summary>
internal sealed class SimulatedLevel
{
    private readonly FairQueueSet set;
    private readonly Random random;
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> agenda = new();
    private long order;

    public SimulatedLevel(LevelLimits limits, int seats, int seed)
    {
        set = new FairQueueSet(limits, seats);
        random = new Random(seed);
    }

    public FairQueueSet Set => set;

    public TimeSpan Now { get; private set; }

    /// <summary>Called after every step.</summary>
    public Action Check { get; set; } = () => { };

    public void At(TimeSpan at, Action action) => agenda.Enqueue(action, (at, order++));

    public void RunUntil(TimeSpan end)
    {
        while (agenda.TryPeek(out var action, out var due) && due.At <= end)
        {
            agenda.Dequeue();
            Now = due.At;
            action();
            Check();
        }

        Now = end;
    }

    /// <summary>A request of a flow arrives now.</summary>
    public Arrival Send(Flow flow)
    {
        var work = flow.Work(random);
        var outcome = set.Arrive(flow.Number, work, Now, beyondLength: false, out var ticket);
        if (outcome == Arrival.Started)
        {
            Start(flow, ticket, Now);
        }
        else if (outcome == Arrival.MustWait)
        {
            var arrived = Now;
            set.Enqueue(new Waiting(t => Start(flow, t, arrived)) { Work = work, Arrived = Now }, ticket.Queue);
        }
        else
        {
            flow.Refused++;
        }

        return outcome;
    }

    private void Start(Flow flow, SeatTicket ticket, TimeSpan arrived)
    {
        flow.LongestWait = flow.LongestWait > Now - arrived ? flow.LongestWait : Now - arrived;
        var runs = flow.Runs(random);
        At(Now + runs, () =>
        {
            flow.Done++;
            flow.SeatSeconds += runs.TotalSeconds * ticket.Work.Seats;
            if (set.Finish(ticket, Now))
            {
                At(Now + ticket.Work.FinalTime, () => set.Release(ticket, Now));
            }

            if (flow.Again)
            {
                At(Now, () => Send(flow));
            }
        });
    }

    private sealed class Waiting(Action<SeatTicket> granted) : QueuedRequest
    {
        public override void Grant(SeatTicket ticket) => granted(ticket);
    }
}

/// <summary>A stream of requests of one flow.</summary>
internal sealed class Flow(string name)
{
    public ulong Number { get; } = ShuffleSharding.FlowOf("schema", name);

    public Func<Random, WorkEstimate> Work { get; init; } = _ => WorkEstimate.One;

    public Func<Random, TimeSpan> Runs { get; init; } = _ => TimeSpan.FromMilliseconds(10);

    /// <summary>Whether each answer is followed by the next request.</summary>
    public bool Again { get; init; } = true;

    public long Done { get; set; }

    public long Refused { get; set; }

    public double SeatSeconds { get; set; }

    public TimeSpan LongestWait { get; set; }
}
