namespace Navarch.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_watch_replays_what_came_after_its_revision_and_goes_on()
    {
        long start = (await CreateAsync("a", "one")).Entry!.ModRevision;
        await UpdateAsync("a", "two");
        using IWatch watch = OpenWatch(start);
        await CreateAsync("b", "x");
        await DeleteAsync("a");

        List<StoreEvent> events = await ReadAsync(watch, 3);
        Assert.Equal(["updated a=two", "created b=x", "deleted a=two"], events.Select(Describe));
        Assert.Equal([start + 1, start + 2, start + 3], events.Select(change => change.Revision));
        Assert.Equal("one", Text(events[0].Previous));

        Task<IReadOnlyList<StoreEvent>> next = watch.NextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await CreateAsync("c", "y");
        Assert.Equal("created c=y", Describe(Assert.Single(await next.WaitAsync(TimeSpan.FromSeconds(20)))));
    }

    [Fact]
    public async Task A_watch_sees_only_its_prefix_and_bucket()
    {
        using IWatch one = OpenWatch(Store.Revision, "x/");
        using IWatch single = OpenWatch(Store.Revision, "x/2");
        Task<List<StoreEvent>> all = ReadAsync(one, 2);
        Task<List<StoreEvent>> exact = ReadAsync(single, 1);
        await CreateAsync("y/1");
        await CreateAsync("x/1", bucket: "services");
        await CreateAsync("x/1");
        await CreateAsync("x/2");

        Assert.Equal(["x/1", "x/2"], (await all).Select(change => change.Entry.Key.Name));
        Assert.Equal(["x/2"], (await exact).Select(change => change.Entry.Key.Name));
    }

    [Fact]
    public async Task All_watchers_share_one_event()
    {
        using IWatch first = OpenWatch(Store.Revision);
        using IWatch second = OpenWatch(Store.Revision, "a");
        Entry written = (await CreateAsync("a")).Entry!;
        StoreEvent one = Assert.Single(await ReadAsync(first, 1));
        StoreEvent two = Assert.Single(await ReadAsync(second, 1));
        Assert.Same(one, two);
        Assert.Same(written, one.Entry);
    }

    [Fact]
    public async Task Progress_follows_the_global_revision_while_the_bucket_is_quiet()
    {
        using IWatch waiting = OpenWatch(Store.Revision);
        Task<IReadOnlyList<StoreEvent>> next = waiting.NextAsync().AsTask();
        for (int i = 0; i < 5; i++)
        {
            await CreateAsync("n" + i, bucket: "other");
        }

        Assert.Equal(Store.Revision, waiting.Progress);
        long written = (await CreateAsync("a")).Entry!.ModRevision;
        Assert.Single(await next);
        Assert.Equal(written, waiting.Progress);
    }

    [Fact]
    public async Task Progress_never_passes_an_event_that_was_not_given_out()
    {
        using IWatch watch = OpenWatch(Store.Revision, "a/");
        long start = Store.Revision;
        for (int i = 0; i < 300; i++)
        {
            await CreateAsync($"{(i % 10 == 0 ? "a" : "b")}/{i}");
        }

        Assert.Equal(start, watch.Progress);
        await ReadAsync(watch, 30);
        Assert.Equal(Store.Revision, watch.Progress);
    }

    [Fact]
    public async Task A_cancelled_wait_loses_nothing()
    {
        using IWatch watch = OpenWatch(Store.Revision);
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<StoreEvent>> next = watch.NextAsync(cancel.Token).AsTask();
        await CreateAsync("o", bucket: "other");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(Store.Revision, watch.Progress);

        await CreateAsync("a");
        await CreateAsync("b");
        Assert.Equal(["a", "b"], (await ReadAsync(watch, 2)).Select(change => change.Entry.Key.Name));
    }

    [Fact]
    public async Task A_watch_from_the_future_starts_there()
    {
        using IWatch watch = OpenWatch(Store.Revision + 2);
        Task<List<StoreEvent>> events = ReadAsync(watch, 1);
        await CreateAsync("a");
        await CreateAsync("b");
        await CreateAsync("c");
        Assert.Equal("created c=v", Describe(Assert.Single(await events)));
    }

    [Fact]
    public async Task Closing_a_watch_ends_its_wait()
    {
        IWatch watch = OpenWatch(Store.Revision);
        Task<IReadOnlyList<StoreEvent>> next = watch.NextAsync().AsTask();
        watch.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        await CreateAsync("a");

        IWatch other = OpenWatch(Store.Revision);
        next = other.NextAsync().AsTask();
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        other.Dispose();
    }

    [Fact]
    public async Task Compaction_forgets_the_past_and_keeps_the_present()
    {
        Entry a = (await CreateAsync("a", "one")).Entry!;
        await CreateAsync("quiet", bucket: "other");
        await UpdateAsync("a", "two");
        using IWatch behind = OpenWatch(a.ModRevision);
        long revision = Store.Revision;
        await Store.CompactAsync(revision);

        Assert.Equal(revision, Store.CompactedRevision);
        Assert.Equal(SnapshotStatus.Compacted, Store.Snapshot("pods", revision - 1).Status);
        Assert.Equal(SnapshotStatus.Compacted, Store.Snapshot("other", revision - 1).Status);
        Assert.Equal(WatchStatus.Compacted, Store.Watch("pods", "", revision - 1).Status);
        Assert.Equal("two", Text(Take(revision: revision).Get("a")));
        await Assert.ThrowsAsync<WatchExpiredException>(async () => await behind.NextAsync());

        using IWatch watch = OpenWatch(revision);
        await UpdateAsync("a", "three");
        Assert.Equal("updated a=three", Describe(Assert.Single(await ReadAsync(watch, 1))));
        Assert.Equal("two", Text(Take(revision: revision).Get("a")));
        Assert.Equal("three", Text(Take().Get("a")));
    }

    [Fact]
    public async Task Compacting_up_to_where_a_watch_stands_does_not_expire_it()
    {
        using IWatch watch = OpenWatch(Store.Revision);
        await CreateAsync("a");
        await ReadAsync(watch, 1);
        await Store.CompactAsync(Store.Revision);
        await CreateAsync("b");
        Assert.Equal("created b=v", Describe(Assert.Single(await ReadAsync(watch, 1))));
    }

    [Fact]
    public async Task A_slow_reader_of_a_busy_bucket_expires_and_other_buckets_keep_their_history()
    {
        await ReplaceAsync(new StoreOptions { HistoryEvents = 300 });
        long start = Store.Revision;
        await CreateAsync("q", bucket: "quiet");
        using IWatch slow = OpenWatch(start);
        await CreateAsync("a", "0");
        for (int i = 1; i < 1000; i++)
        {
            await UpdateAsync("a", i.ToString());
        }

        await Assert.ThrowsAsync<WatchExpiredException>(async () => await slow.NextAsync());
        Assert.Equal(WatchStatus.Compacted, Store.Watch("pods", "", start).Status);
        Assert.Equal(SnapshotStatus.Compacted, Store.Snapshot("pods", start).Status);
        using IWatch quiet = OpenWatch(start, bucket: "quiet");
        Assert.Equal("created q=v", Describe(Assert.Single(await ReadAsync(quiet, 1))));
        using IWatch recent = OpenWatch(Store.Revision - 150);
        Assert.Equal(150, (await ReadAsync(recent, 150)).Count);
    }

    [Fact]
    public async Task The_bytes_of_the_past_are_bounded()
    {
        await ReplaceAsync(new StoreOptions { HistoryBytes = 1_000_000 });
        long start = Store.Revision;
        string large = new('x', 10_000);
        await CreateAsync("a", large);
        for (int i = 0; i < 600; i++)
        {
            await UpdateAsync("a", large);
        }

        Assert.Equal(WatchStatus.Compacted, Store.Watch("pods", "", start).Status);
    }

    [Fact]
    public async Task Old_history_goes_with_time()
    {
        var clock = new ManualClock();
        await ReplaceAsync(new StoreOptions { TimeProvider = clock });
        long start = Store.Revision;
        for (int i = 0; i < 400; i++)
        {
            await CreateAsync("n" + i);
        }

        clock.Advance(TimeSpan.FromMinutes(4));
        OpenWatch(start).Dispose();
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(WatchStatus.Compacted, Store.Watch("pods", "", start).Status);
        OpenWatch(Store.Revision).Dispose();
    }
}
