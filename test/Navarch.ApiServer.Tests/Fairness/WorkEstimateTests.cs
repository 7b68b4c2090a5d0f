using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Pipeline;

namespace Navarch.ApiServer.Tests.Fairness;

public sealed class WorkEstimateTests
{
    [Theory]
    [InlineData(0, false, 0, 1)]
    [InlineData(100, false, 0, 1)]
    [InlineData(101, false, 0, 2)]
    [InlineData(100_000, false, 0, 10)]
    [InlineData(100_000, false, 500, 5)]
    [InlineData(100_000, true, 500, 10)]
    [InlineData(50, false, long.MaxValue, 1)]
    public void A_list_takes_a_seat_for_each_hundred_objects_it_looks_at(long objects, bool selective, long limit, int seats) =>
        Assert.Equal(seats, WorkEstimator.OfRead(objects, selective, limit).Seats);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(99, 0, 0)]
    [InlineData(100, 1, 1)]
    [InlineData(1000, 10, 1)]
    [InlineData(10_000, 10, 10)]
    public void A_write_holds_seats_on_while_many_watchers_are_told(int watchers, int seats, int milliseconds)
    {
        var work = WorkEstimator.OfWrite(watchers);
        Assert.Equal((1, seats, TimeSpan.FromMilliseconds(milliseconds)), (work.Seats, work.FinalSeats, work.FinalTime));
    }

    [Fact]
    public void Watchers_count_by_what_a_change_means_to_them()
    {
        var counts = new WatcherCounts();
        ListQuery[] queries =
        [
            new(),
            new() { Namespace = "a" },
            new() { Namespace = "a" },
            new() { Namespace = "b" },
            new() { FieldSelector = "spec.nodeName=n1" },
            new() { FieldSelector = "spec.nodeName=n2" },
            new() { Namespace = "a", FieldSelector = "metadata.name=x" },
        ];
        Array.ForEach(queries, counts.Open);
        Assert.Equal((4, 3, 2, 7), (counts.Interested("a"), counts.Interested("b"), counts.Interested("c"), counts.Total));
        Array.ForEach(queries, counts.Close);
        Assert.Equal((0, 0), (counts.Interested("a"), counts.Total));
    }

    [Theory]
    [InlineData(60, 15)]
    [InlineData(8, 2)]
    [InlineData(3600, 60)]
    public void A_request_waits_a_quarter_of_its_time_and_a_minute_at_most(int time, int wait) =>
        Assert.Equal(TimeSpan.FromSeconds(wait), FlowControlStage.WaitOf(TimeSpan.FromSeconds(time)));
}
