namespace Navarch.Client.Caching;

public sealed class FeedMachineTests
{
    private static readonly FeedState Watching = new FeedState.Watching("7", 0);

    [Fact]
    public void It_lists_then_watches_from_there() =>
        Assert.Equal(Watching, FeedMachine.Next(FeedMachine.Start, new FeedOutcome.Listed("7")));

    [Fact]
    public void Expired_history_goes_back_to_listing() =>
        Assert.Equal(new FeedState.Listing(0), FeedMachine.Next(Watching, new FeedOutcome.Expired()));

    [Fact]
    public void A_watch_that_ended_after_events_resumes_at_once() =>
        Assert.Equal(new FeedState.Watching("9", 0), FeedMachine.Next(Watching, new FeedOutcome.Ended("9", 2)));

    [Fact]
    public void A_watch_that_broke_pauses_and_resumes_where_it_was()
    {
        var paused = Assert.IsType<FeedState.Paused>(FeedMachine.Next(Watching, new FeedOutcome.Failed("8", 1)));

        Assert.Equal(TimeSpan.FromMilliseconds(100), paused.Delay);
        Assert.Equal(new FeedState.Watching("8", 1), FeedMachine.Next(paused, new FeedOutcome.Rested()));
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(3, 0.8)]
    [InlineData(20, 30)]
    public void Failures_in_a_row_wait_longer(int failures, double seconds)
    {
        var paused = Assert.IsType<FeedState.Paused>(FeedMachine.Next(new FeedState.Listing(failures), new FeedOutcome.Failed("", 0)));

        Assert.Equal(seconds, paused.Delay.TotalSeconds, 3);
        Assert.Equal(new FeedState.Listing(failures + 1), paused.Next);
    }
}
