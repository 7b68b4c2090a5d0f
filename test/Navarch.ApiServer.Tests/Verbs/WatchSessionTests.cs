using Navarch.Api.Core.V1;
using Navarch.ApiServer.Resources;
using Navarch.ApiServer.Verbs;
using Navarch.Storage.Tests;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class WatchSessionTests : IAsyncLifetime
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    private readonly ManualClock clock = new();
    private readonly MemoryStore store = new();
    private readonly ServedResource maps;

    public WatchSessionTests() => maps = new ServedResource(ConfigMap.Info, new ResourceStrategy(), clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_quiet_watch_that_asks_for_them_is_sent_bookmarks_in_their_time()
    {
        using var session = Session(new ListQuery { AllowBookmarks = true });
        for (var round = 0; round < 2; round++)
        {
            var next = session.NextAsync(CancellationToken.None).AsTask();
            await WriteAsync("elsewhere");
            Assert.False(next.IsCompleted);
            clock.Advance(BookmarkInterval);
            var bookmark = Assert.Single((await next)!);
            Assert.Equal((WatchEventType.Bookmark, store.Revision), (bookmark.Type, bookmark.Revision));
        }
    }

    [Fact]
    public async Task Events_come_before_and_after_a_bookmark()
    {
        using var session = Session(new ListQuery { AllowBookmarks = true });
        await WriteAsync(maps.Bucket);
        Assert.Equal(WatchEventType.Added, Assert.Single((await session.NextAsync(CancellationToken.None))!).Type);
        var next = session.NextAsync(CancellationToken.None).AsTask();
        clock.Advance(BookmarkInterval);
        Assert.Equal(WatchEventType.Bookmark, Assert.Single((await next)!).Type);
        await WriteAsync(maps.Bucket);
        Assert.Equal(WatchEventType.Added, Assert.Single((await session.NextAsync(CancellationToken.None))!).Type);
    }

    [Fact]
    public async Task A_watch_that_ends_leaves_a_last_bookmark_when_it_has_something_to_tell()
    {
        using var session = Session(new ListQuery { AllowBookmarks = true, Timeout = TimeSpan.FromSeconds(30) });
        var next = session.NextAsync(CancellationToken.None).AsTask();
        await WriteAsync("elsewhere");
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(WatchEventType.Bookmark, Assert.Single((await next)!).Type);
        Assert.Null(await session.NextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_watch_without_bookmarks_ends_in_silence()
    {
        using var session = Session(new ListQuery { Timeout = TimeSpan.FromSeconds(30) });
        var next = session.NextAsync(CancellationToken.None).AsTask();
        await WriteAsync("elsewhere");
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await next);
    }

    [Fact]
    public async Task Whoever_gives_up_a_watch_is_told_so()
    {
        using var session = Session(new ListQuery { AllowBookmarks = true });
        using var stop = new CancellationTokenSource();
        var next = session.NextAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private WatchSession Session(ListQuery query) =>
        new(maps, Selection.Of(maps, "", query).Value, store.Watch(maps.Bucket, "", store.Revision).Watch!, [], store.Revision, query, clock);

    private async Task WriteAsync(string bucket) =>
        await store.WriteAsync(new Write(new StoreKey(bucket, $"a/{Guid.NewGuid()}"), """{"metadata":{"name":"x","namespace":"a"}}"""u8.ToArray(), 0), CancellationToken.None);
}
