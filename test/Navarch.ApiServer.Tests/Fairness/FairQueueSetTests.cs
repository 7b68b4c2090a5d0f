using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Fairness;

public sealed class FairQueueSetTests
{
    private static readonly LevelLimits Queued = new(Queues: 64, HandSize: 6, QueueLength: 50);

    public static TheoryData<int> Seeds { get; } = [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void While_there_are_seats_every_request_starts_at_once()
    {
        var set = new FairQueueSet(Queued, 3);
        for (ulong flow = 1; flow <= 3; flow++)
        {
            Assert.Equal(Arrival.Started, set.Arrive(flow, WorkEstimate.One, TimeSpan.Zero, false, out _));
        }

        Assert.Equal(Arrival.MustWait, set.Arrive(9, WorkEstimate.One, TimeSpan.Zero, false, out _));
        Assert.Equal((3, 0), (set.SeatsExecuting, set.Waiting));
    }

    [Fact]
    public void Without_queues_what_finds_no_seat_is_refused_until_one_ends()
    {
        var set = new FairQueueSet(LevelLimits.Reject, 1);
        Assert.Equal(Arrival.Started, set.Arrive(1, WorkEstimate.One, TimeSpan.Zero, false, out var ticket));
        Assert.Equal(Arrival.ConcurrencyLimit, set.Arrive(2, WorkEstimate.One, TimeSpan.Zero, false, out _));
        Assert.False(set.Finish(ticket, TimeSpan.FromSeconds(1)));
        Assert.Equal(Arrival.Started, set.Arrive(2, WorkEstimate.One, TimeSpan.FromSeconds(1), false, out _));
    }

    [Fact]
    public void A_flow_can_fill_its_hand_of_queues_and_no_more()
    {
        var level = new SimulatedLevel(new LevelLimits(64, 6, 50), 1, seed: 1);
        var greedy = new Flow("greedy") { Runs = _ => TimeSpan.FromHours(1), Again = false };
        var started = level.Send(greedy);
        var waiting = Enumerable.Range(0, 1000).Count(_ => level.Send(greedy) == Arrival.MustWait);
        Assert.Equal(Arrival.Started, started);
        Assert.Equal(6 * 50, waiting);
        Assert.Equal(Arrival.QueueFull, level.Set.Arrive(greedy.Number, WorkEstimate.One, TimeSpan.Zero, beyondLength: false, out _));
        Assert.Equal(Arrival.MustWait, level.Set.Arrive(greedy.Number, WorkEstimate.One, TimeSpan.Zero, beyondLength: true, out _));
        Assert.Equal(Arrival.MustWait, level.Send(new Flow("modest")));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Flows_that_always_want_more_get_equal_work_however_many_requests_they_keep_open(int seed)
    {
        // Queues enough that no two of the flows share one: what is measured is the queuing, not the luck of the deal.
        var level = new SimulatedLevel(new LevelLimits(256, 1, 1000), 10, seed);
        var light = new Flow("light");
        var heavy = new Flow("heavy");
        var slow = new Flow("slow") { Runs = r => TimeSpan.FromMilliseconds(20 + (60 * r.NextDouble())) };
        Keep(level, light, 12);
        Keep(level, heavy, 300);
        Keep(level, slow, 60);
        level.RunUntil(TimeSpan.FromSeconds(20));
        var share = (light.SeatSeconds + heavy.SeatSeconds + slow.SeatSeconds) / 3;
        Assert.All([light, heavy, slow], f => Assert.InRange(f.SeatSeconds, share * 0.9, share * 1.1));
        Assert.InRange(share * 3, 195, 201);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_light_flow_waits_for_about_one_request_however_many_others_wait(int seed)
    {
        var level = new SimulatedLevel(Queued, 4, seed);
        Keep(level, new Flow("elephant"), 200);
        var mouse = new Flow("mouse") { Again = false };
        for (var i = 1; i < 200; i++)
        {
            level.At(TimeSpan.FromMilliseconds(100 * i), () => level.Send(mouse));
        }

        level.RunUntil(TimeSpan.FromSeconds(30));
        Assert.Equal((199, 0), (mouse.Done, mouse.Refused));
        Assert.InRange(mouse.LongestWait.TotalMilliseconds, 0, 40);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nobody_starves_not_even_who_asks_for_more_seats_than_there_are(int seed)
    {
        var level = new SimulatedLevel(Queued, 4, seed);
        for (var i = 0; i < 20; i++)
        {
            Keep(level, new Flow($"narrow{i}") { Runs = r => TimeSpan.FromMilliseconds(1 + r.Next(20)) }, 10);
        }

        var wide = new Flow("wide") { Work = _ => new WorkEstimate(10) };
        var held = new Flow("held") { Work = _ => new WorkEstimate(1, 3, TimeSpan.FromMilliseconds(5)) };
        Keep(level, wide, 2);
        Keep(level, held, 2);
        level.RunUntil(TimeSpan.FromSeconds(30));
        Assert.True(wide.Done > 5, $"{wide.Done}");
        Assert.True(held.Done > 50, $"{held.Done}");
        Assert.InRange(wide.LongestWait.TotalSeconds, 0, 15);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Counts_never_leave_their_bounds_whatever_comes_ends_gives_up_or_is_configured(int seed)
    {
        var random = new Random(seed);
        var level = new SimulatedLevel(Queued, 5, seed);
        var flows = Enumerable.Range(0, 30).Select(i => new Flow($"f{i}")
        {
            Again = false,
            Runs = r => TimeSpan.FromMilliseconds(r.Next(1, 50)),
            Work = r => r.Next(4) == 0 ? new WorkEstimate(r.Next(1, 8), r.Next(3), TimeSpan.FromMilliseconds(r.Next(10))) : WorkEstimate.One,
        }).ToList();
        level.Check = () => CheckBounds(level.Set);
        for (var i = 0; i < 5000; i++)
        {
            var at = TimeSpan.FromMilliseconds(random.Next(20_000));
            switch (random.Next(40))
            {
                case 0:
                    var queues = random.Next(0, 100);
                    level.At(at, () => level.Set.Configure(queues == 0 ? LevelLimits.Reject : new LevelLimits(queues, Math.Min(4, queues), 20), random.Next(1, 20), level.Now));
                    break;
                case 1:
                    level.At(at, () => GiveUpOne(level.Set, random, level.Now));
                    break;
                default:
                    var flow = flows[random.Next(flows.Count)];
                    level.At(at, () => level.Send(flow));
                    break;
            }
        }

        level.RunUntil(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 0, 0, 0, 0), (level.Set.Executing, level.Set.SeatsExecuting, level.Set.Waiting, level.Set.SeatsWaiting, level.Set.ActiveQueues));
    }

    [Fact]
    public void What_holds_seats_on_gives_them_back_later()
    {
        var set = new FairQueueSet(Queued, 4);
        set.Arrive(1, new WorkEstimate(1, 3, TimeSpan.FromMilliseconds(5)), TimeSpan.Zero, false, out var ticket);
        Assert.Equal(1, set.SeatsExecuting);
        Assert.True(set.Finish(ticket, TimeSpan.FromMilliseconds(2)));
        Assert.Equal(3, set.SeatsExecuting);
        set.Release(ticket, TimeSpan.FromMilliseconds(7));
        Assert.Equal((0, 0), (set.SeatsExecuting, set.Executing));
    }

    [Fact]
    public void A_level_without_seats_runs_nothing_until_it_has_some()
    {
        var level = new SimulatedLevel(Queued, 0, seed: 1);
        var flow = new Flow("jailed") { Again = false };
        Assert.Equal(Arrival.MustWait, level.Send(flow));
        level.RunUntil(TimeSpan.FromSeconds(5));
        Assert.Equal(0, flow.Done);
        level.Set.Configure(Queued, 1, level.Now);
        level.RunUntil(TimeSpan.FromSeconds(6));
        Assert.Equal(1, flow.Done);
    }

    private static void Keep(SimulatedLevel level, Flow flow, int open)
    {
        for (var i = 0; i < open; i++)
        {
            level.At(TimeSpan.Zero, () => level.Send(flow));
        }
    }

    private static void GiveUpOne(FairQueueSet set, Random random, TimeSpan now)
    {
        var waiting = set.Queues.Select(q => q.Head).Where(h => h is not null).ToList();
        if (waiting.Count > 0)
        {
            var chosen = waiting[random.Next(waiting.Count)]!;
            Assert.True(set.GiveUp(chosen, now));
            Assert.False(set.GiveUp(chosen, now));
        }
    }

    private static void CheckBounds(FairQueueSet set)
    {
        Assert.Equal(set.Queues.Sum(q => q.Waiting), set.Waiting);
        Assert.Equal(set.Queues.Sum(q => q.SeatsWaiting), set.SeatsWaiting);
        Assert.Equal(set.Queues.Count(q => q.IsActive), set.ActiveQueues);
        Assert.True(set.Queues.Sum(q => q.SeatsExecuting) <= set.SeatsExecuting);
        Assert.All(set.Queues, q => Assert.True(q.Executing >= 0 && q.SeatsExecuting >= 0 && q.Waiting >= 0 && double.IsFinite(q.NextStart)));
        if (set.Waiting > 0 && set.Seats > 0)
        {
            // Whoever waits, waits for somebody: there are no free seats beside an empty level.
            Assert.True(set.SeatsExecuting > 0);
        }
    }
}
