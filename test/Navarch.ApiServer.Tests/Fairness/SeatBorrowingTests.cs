using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.Tests.Fairness;

public sealed class SeatBorrowingTests
{
    private static readonly LevelShares[] Defaults =
    [
        new(0, 0, null, IsExempt: true),
        new(5, 0, null, false),
        new(30, 33, null, false),
        new(40, 25, null, false),
        new(10, 0, null, false),
        new(40, 50, null, false),
        new(100, 90, null, false),
        new(20, 50, null, false),
    ];

    [Fact]
    public void Seats_are_divided_by_shares_rounded_up() =>
        Assert.Equal([0, 13, 74, 98, 25, 98, 245, 49], SeatBorrowing.Bounds(600, Defaults).Select(b => b.Nominal));

    [Fact]
    public void A_level_keeps_what_it_does_not_lend_and_borrows_within_its_limit()
    {
        var bounds = SeatBorrowing.Bounds(100, [new(50, 40, 20, false), new(50, 100, null, false)]);
        Assert.Equal(new SeatBounds(50, 30, 60), bounds[0]);
        Assert.Equal(new SeatBounds(50, 1, 100), bounds[1]);
    }

    [Fact]
    public void A_busy_level_borrows_from_idle_ones_and_gives_back_when_they_need_it()
    {
        LevelShares[] levels = [new(50, 80, null, false), new(50, 0, null, false)];
        var bounds = SeatBorrowing.Bounds(100, levels);
        var borrowed = SeatBorrowing.Divide(100, levels, bounds, [0, 200], [0, 200]);
        Assert.Equal([10, 90], borrowed);

        // The lender wants its own at once: before its smoothed demand has grown.
        var returned = SeatBorrowing.Divide(100, levels, bounds, [60, 200], [20, 200]);
        Assert.Equal([50, 50], returned);
    }

    [Fact]
    public void An_exempt_level_takes_what_it_wants_and_the_others_share_the_rest()
    {
        LevelShares[] levels = [new(0, 0, null, true), new(50, 50, null, false), new(50, 50, null, false)];
        var seats = SeatBorrowing.Divide(100, levels, SeatBorrowing.Bounds(100, levels), [40, 5, 5], [40, 100, 100]);
        Assert.Equal([40, 30, 30], seats);
    }

    [Fact]
    public void Demand_counts_at_once_and_is_forgotten_slowly()
    {
        var risen = SeatBorrowing.Smooth(0, new DemandSummary(20, 10, 5));
        Assert.Equal(15, risen);
        var fallen = SeatBorrowing.Smooth(risen, default);
        Assert.InRange(fallen, 14, 15);
        for (var i = 0; i < 30; i++)
        {
            fallen = SeatBorrowing.Smooth(fallen, default);
        }

        Assert.InRange(fallen, 6.5, 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_wanted_levels_stay_within_their_bounds_and_the_server_within_its_seats(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 300; run++)
        {
            var server = random.Next(10, 1000);
            LevelShares[] levels = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                new LevelShares(random.Next(0, 100), random.Next(0, 101), random.Next(2) == 0 ? null : random.Next(0, 300), false))];
            int[] high = [.. levels.Select(_ => random.Next(0, 500))];
            double[] smooth = [.. levels.Select(_ => random.NextDouble() * 500)];
            var bounds = SeatBorrowing.Bounds(server, levels);
            var seats = SeatBorrowing.Divide(server, levels, bounds, high, smooth);
            for (var i = 0; i < levels.Length; i++)
            {
                Assert.InRange(seats[i], bounds[i].Least, bounds[i].Most);
                Assert.True(seats[i] >= Math.Min(bounds[i].Nominal, high[i]), "a level did not get back its own");
            }

            // Shares are rounded up and a level with any has a seat: that is all by which the sum may be more.
            Assert.True(seats.Sum() <= server + (2 * levels.Length), $"{seats.Sum()} of {server}");
        }
    }

    [Fact]
    public void Demand_is_averaged_over_time()
    {
        var demand = default(SeatDemand);
        demand.Set(10, TimeSpan.Zero);
        demand.Set(0, TimeSpan.FromSeconds(5));
        Assert.Equal(new DemandSummary(10, 5, 5), demand.Take(TimeSpan.FromSeconds(10)));
        Assert.Equal(new DemandSummary(0, 0, 0), demand.Take(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void The_longer_a_level_refuses_the_later_clients_are_told_to_come_back()
    {
        var advice = default(RetryAdvice);
        var told = Enumerable.Range(0, 80).Select(second => advice.Next(TimeSpan.FromSeconds(second))).Distinct().ToList();
        Assert.Equal([1, 2, 4, 8, 16, 32], told);
        Assert.Equal(1, advice.Next(TimeSpan.FromMinutes(10)));
    }
}
