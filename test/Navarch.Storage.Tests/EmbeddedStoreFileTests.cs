using System.Text;
using Navarch.Storage.Embedded;

namespace Navarch.Storage.Tests;

/// <summary>What the embedded store does with its file: reopening, lazy writes, a full disk, a directory in use.</summary>
public sealed class EmbeddedStoreFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    private EmbeddedStore Open(StoreOptions? options = null) => EmbeddedStore.Open(directory.Path, options);

    private static ValueTask<WriteResult> PutAsync(EmbeddedStore store, string name, string value, bool lazy = false)
    {
        var key = new StoreKey("pods", name);
        return store.WriteAsync(new Write(key, Encoding.UTF8.GetBytes(value), store.Get(key)?.ModRevision ?? 0) { Lazy = lazy });
    }

    private static string Show(EmbeddedStore store) =>
        string.Join(' ', store.Snapshot("pods").Snapshot!.Range("").Select(entry => $"{entry.Key.Name}={Encoding.UTF8.GetString(entry.Value.Span)}"));

    /// <summary>The store as a crash now would leave it: a copy of the files, opened.</summary>
    private EmbeddedStore OpenCrashImage(TemporaryDirectory image)
    {
        foreach (string name in new[] { "store.db", "store.db-wal" }.Where(name => File.Exists(Path.Combine(directory.Path, name))))
        {
            File.Copy(Path.Combine(directory.Path, name), Path.Combine(image.Path, name));
        }

        return EmbeddedStore.Open(image.Path);
    }

    [Fact]
    public async Task The_size_is_that_of_the_file_and_its_journal()
    {
        await using EmbeddedStore store = Open();
        var before = store.SizeOnDisk;
        await PutAsync(store, "a", new string('x', 1_000_000));
        Assert.InRange(store.SizeOnDisk - before ?? 0, 1_000_000, 3_000_000);
    }

    [Fact]
    public async Task Reopening_shows_the_state_and_its_revisions_and_no_history()
    {
        long revision;
        Entry updated;
        await using (EmbeddedStore store = Open())
        {
            await PutAsync(store, "a", "one");
            updated = (await PutAsync(store, "a", "two")).Entry!;
            await PutAsync(store, new string('n', 700) + "ü", "");
            revision = store.Revision;
        }

        await using EmbeddedStore again = Open();
        Assert.Equal(revision, again.Revision);
        Assert.Equal(revision, again.CompactedRevision);
        Entry found = again.Get(updated.Key)!;
        Assert.Equal((updated.CreateRevision, updated.ModRevision), (found.CreateRevision, found.ModRevision));
        Assert.Equal("a=two " + new string('n', 700) + "ü=", Show(again));
        Assert.Equal(WatchStatus.Compacted, again.Watch("pods", "", revision - 1).Status);
        Assert.Equal(WatchStatus.Ok, again.Watch("pods", "", revision).Status);
        Assert.Equal(revision + 1, (await PutAsync(again, "a", "three")).Entry!.ModRevision);
    }

    [Fact]
    public async Task The_revision_does_not_go_back_when_the_newest_key_is_deleted()
    {
        long revision;
        await using (EmbeddedStore store = Open())
        {
            Entry entry = (await PutAsync(store, "a", "one")).Entry!;
            await store.WriteAsync(new Write(entry.Key, null, entry.ModRevision));
            revision = store.Revision;
            using var image = new TemporaryDirectory();
            await using EmbeddedStore crashed = OpenCrashImage(image);
            Assert.True(crashed.Revision >= revision);
            Assert.Equal("", Show(crashed));
        }

        await using EmbeddedStore again = Open();
        Assert.Equal(revision, again.Revision);
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_by_name()
    {
        await using (EmbeddedStore store = Open())
        {
            StoreUnavailableException refusal = Assert.Throws<StoreUnavailableException>(() => Open());
            Assert.Contains(directory.Path, refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"in use by another process (process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
            await PutAsync(store, "a", "one");
        }

        await using EmbeddedStore again = Open();
        Assert.Equal("a=one", Show(again));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_with_advice()
    {
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "store.db"), new string('x', 10_000));
        StoreUnavailableException refusal = Assert.Throws<StoreUnavailableException>(() => Open());
        Assert.Contains("its file is damaged. Restore a backup", refusal.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(directory.Path, "store.db"));
        await using EmbeddedStore store = Open();
        Assert.Equal("", Show(store));
    }

    [Fact]
    public async Task A_lazy_write_is_seen_at_once_and_becomes_durable_with_the_next_commit()
    {
        using TemporaryDirectory early = new(), late = new();
        await using EmbeddedStore store = Open();
        await PutAsync(store, "lease", "one");
        using IWatch watch = store.Watch("pods", "", store.Revision).Watch!;
        Entry lazy = (await PutAsync(store, "lease", "two", lazy: true)).Entry!;
        await PutAsync(store, "lease", "three", lazy: true);

        Assert.Equal("lease=three", Show(store));
        Assert.Same(lazy, (await watch.NextAsync())[0].Entry);
        await using (EmbeddedStore crashed = OpenCrashImage(early))
        {
            Assert.Equal("lease=one", Show(crashed));
            Assert.True(crashed.Revision > store.Revision, "a revision would be handed out twice");
        }

        await PutAsync(store, "other", "x");
        await using (EmbeddedStore crashed = OpenCrashImage(late))
        {
            Assert.Equal("lease=three other=x", Show(crashed));
        }
    }

    [Fact]
    public async Task A_lazy_write_becomes_durable_after_a_while_and_when_the_store_is_closed()
    {
        var clock = new ManualClock();
        using TemporaryDirectory image = new();
        await using (EmbeddedStore store = Open(new StoreOptions { TimeProvider = clock }))
        {
            await PutAsync(store, "a", "one", lazy: true);
            clock.Advance(TimeSpan.FromSeconds(61));
            await PutAsync(store, "a", "two", lazy: true);
            await using (EmbeddedStore crashed = OpenCrashImage(image))
            {
                Assert.Equal("a=one", Show(crashed));
            }
        }

        await using EmbeddedStore again = Open();
        Assert.Equal("a=two", Show(again));
    }

    [Fact]
    public async Task Lazy_writes_that_create_and_delete_leave_no_rows_behind()
    {
        await using (EmbeddedStore store = Open())
        {
            for (int i = 0; i < 10; i++)
            {
                Entry entry = (await PutAsync(store, "a", "v" + i, lazy: i % 2 == 0)).Entry!;
                await store.WriteAsync(new Write(entry.Key, null, entry.ModRevision) { Lazy = i % 3 != 0 });
            }

            await PutAsync(store, "a", "last", lazy: true);
        }

        await using EmbeddedStore again = Open();
        Assert.Equal("a=last", Show(again));
        Assert.Single(again.File.ReadEntries());
    }

    [Fact]
    public async Task An_idle_store_does_not_touch_its_files()
    {
        var clock = new ManualClock();
        await using EmbeddedStore store = Open(new StoreOptions { TimeProvider = clock });
        await PutAsync(store, "a", "one");
        (string, DateTime, long)[] before = Files();
        for (int minute = 0; minute < 60; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(WriteStatus.NotFound, (await store.WriteAsync(new Write(new StoreKey("pods", "b"), null, Write.AnyRevision))).Status);
        }

        Assert.Equal(before, Files());

        (string, DateTime, long)[] Files() => [.. new DirectoryInfo(directory.Path).GetFiles().Select(file => (file.Name, file.LastWriteTimeUtc, file.Length))];
    }

    [Fact]
    public async Task The_log_stays_bounded()
    {
        await using EmbeddedStore store = Open(new StoreOptions { BusyLogPages = 256 });
        for (int i = 0; i < 500; i++)
        {
            await PutAsync(store, "a", new string('x', 8_000));
        }

        Assert.InRange(new FileInfo(Path.Combine(directory.Path, "store.db-wal")).Length, 1, 300 * 4_200);
    }

    [Fact]
    public async Task A_full_file_refuses_writes_and_takes_them_again_when_there_is_room()
    {
        await using EmbeddedStore store = Open();
        await PutAsync(store, "a", "one");
        await PutAsync(store, "lease", "one", lazy: true);
        store.File.LimitPages(20);
        long revision = store.Revision;
        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await PutAsync(store, "large", new string('x', 200_000)));

        Assert.Contains(directory.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("disk is full. Free space", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(revision, store.Revision);
        Assert.Equal("a=one lease=one", Show(store));
        await PutAsync(store, "a", "two");
        store.File.LimitPages(100_000);
        Assert.Equal(WriteStatus.Committed, (await PutAsync(store, "large", "now")).Status);
        Assert.Equal("a=two large=now lease=one", Show(store));
    }
}
