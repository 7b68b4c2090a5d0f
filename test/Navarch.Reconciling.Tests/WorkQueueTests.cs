namespace Navarch.Reconciling;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new(time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)));

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task A_key_added_often_is_taken_once()
    {
        queue.Add("a");
        queue.Add("a");

        Assert.Equal("a", await queue.TakeAsync(default));
        queue.Done("a");

        Assert.True(queue.IsIdle);
    }

    [Fact]
    public async Task A_key_added_while_it_is_processed_comes_back_when_it_is_done()
    {
        queue.Add("a");
        await queue.TakeAsync(default);
        queue.Add("a");
        Assert.Equal(0, queue.Depth);

        queue.Done("a");

        Assert.Equal("a", await queue.TakeAsync(default));
    }

    [Fact]
    public void Failures_wait_longer_each_time_and_success_clears_them()
    {
        Assert.Equal([1, 2, 4, 4], Enumerable.Range(0, 4).Select(_ => queue.Retry("a").TotalSeconds));

        queue.Settle("a", null);

        Assert.Equal(1, queue.Retry("a").TotalSeconds);
    }

    [Fact]
    public void A_failed_key_comes_back_by_itself()
    {
        queue.Retry("a");
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(0, queue.Depth);

        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(1, queue.Depth);
    }

    [Fact]
    public void The_last_word_on_when_to_come_back_counts()
    {
        queue.Settle("a", TimeSpan.FromSeconds(1));
        queue.Settle("a", TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, queue.Depth);

        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, queue.Depth);

        queue.Settle("b", TimeSpan.FromSeconds(1));
        queue.Settle("b", null);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, queue.Depth);
    }
}
