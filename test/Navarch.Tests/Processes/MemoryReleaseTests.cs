using Navarch.Processes;

namespace Navarch.Tests.Processes;

public sealed class MemoryReleaseTests
{
    [Fact]
    public void What_load_left_is_given_back_once_no_collection_follows_another()
    {
        var time = new OneTimer();
        var releases = 0;
        using var release = new MemoryRelease(time, () => releases++);

        var load = new byte[64 << 20];
        Array.Fill(load, (byte)1);
        CollectUntil(() => time.IsDue(MemoryRelease.Quiet));
        GC.KeepAlive(load);
        time.Ring();
        Assert.Equal(1, releases);

        // Nothing has grown since: a collection alone is no reason.
        CollectUntil(() => time.IsDue(MemoryRelease.Quiet));
        time.Ring();
        Assert.Equal(1, releases);
    }

    [Fact]
    public void After_its_end_nothing_is_watched()
    {
        var time = new OneTimer();
        var releases = 0;
        new MemoryRelease(time, () => releases++).Dispose();
        time.Ring();
        Assert.Equal(0, releases);
    }

    private static void CollectUntil(Func<bool> holds)
    {
        while (!holds())
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private sealed class OneTimer : TimeProvider, ITimer
    {
        private readonly Lock gate = new();
        private TimerCallback? callback;
        private object? state;
        private TimeSpan due = Timeout.InfiniteTimeSpan;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (this.callback, this.state) = (callback, state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (gate)
            {
                due = dueTime;
                return true;
            }
        }

        public bool IsDue(TimeSpan after)
        {
            lock (gate)
            {
                return due == after;
            }
        }

        public void Ring()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            callback!(state);
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
