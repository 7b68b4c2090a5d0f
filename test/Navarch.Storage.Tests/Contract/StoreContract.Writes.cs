using System.Text.Json;

namespace Navarch.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_created_key_is_read_back()
    {
        long before = Store.Revision;
        WriteResult result = await CreateAsync("default/a", "one");

        Assert.Equal(WriteStatus.Committed, result.Status);
        Assert.Equal(before + 1, result.Entry!.ModRevision);
        Assert.Equal(before + 1, result.Entry.CreateRevision);
        Assert.Same(result.Entry, Store.Get(new StoreKey("pods", "default/a")));
        Assert.Equal("one", Text(result.Entry));
        Assert.Equal(before + 1, Store.Revision);
    }

    [Fact]
    public async Task Creating_what_exists_is_refused_and_shows_what_is_there()
    {
        await CreateAsync("a", "one");
        long before = Store.Revision;
        WriteResult result = await CreateAsync("a", "two");

        Assert.Equal(WriteStatus.Exists, result.Status);
        Assert.Equal("one", Text(result.Entry));
        Assert.Equal(before, Store.Revision);
    }

    [Fact]
    public async Task An_update_needs_the_revision_it_read()
    {
        Entry first = (await CreateAsync("a", "one")).Entry!;
        WriteResult second = await UpdateAsync("a", "two", first.ModRevision);
        WriteResult stale = await UpdateAsync("a", "three", first.ModRevision);
        WriteResult any = await UpdateAsync("a", "four");

        Assert.Equal(WriteStatus.Committed, second.Status);
        Assert.Equal(first.CreateRevision, second.Entry!.CreateRevision);
        Assert.Equal(WriteStatus.Conflict, stale.Status);
        Assert.Equal("two", Text(stale.Entry));
        Assert.Equal(WriteStatus.Committed, any.Status);
        Assert.Equal("four", Text(Store.Get(first.Key)));
    }

    [Theory]
    [InlineData(Write.AnyRevision, false)]
    [InlineData(7, false)]
    [InlineData(Write.AnyRevision, true)]
    [InlineData(7, true)]
    public async Task Changing_what_is_not_there_is_refused(long expected, bool delete)
    {
        WriteResult result = delete ? await DeleteAsync("a", expected) : await UpdateAsync("a", "x", expected);
        Assert.Equal(new WriteResult(WriteStatus.NotFound, null), result);
    }

    [Fact]
    public async Task A_deletion_needs_the_revision_it_read_and_takes_a_revision_itself()
    {
        Entry first = (await CreateAsync("a", "one")).Entry!;
        Entry second = (await UpdateAsync("a", "two")).Entry!;

        Assert.Equal(WriteStatus.Conflict, (await DeleteAsync("a", first.ModRevision)).Status);
        WriteResult deleted = await DeleteAsync("a", second.ModRevision);

        Assert.Equal(WriteStatus.Committed, deleted.Status);
        Assert.Equal(second.ModRevision + 1, deleted.Entry!.ModRevision);
        Assert.Equal("two", Text(deleted.Entry));
        Assert.Null(Store.Get(first.Key));
        Assert.Equal(deleted.Entry.ModRevision, Store.Revision);
        Entry again = (await CreateAsync("a", "new")).Entry!;
        Assert.Equal(again.ModRevision, again.CreateRevision);
    }

    [Fact]
    public async Task A_deletion_gives_watchers_its_last_value()
    {
        Entry first = (await CreateAsync("a", "one")).Entry!;
        using IWatch watch = OpenWatch(first.ModRevision);
        await Store.WriteAsync(new Write(first.Key, null, Write.AnyRevision) { LastValue = Bytes("final") });

        StoreEvent change = Assert.Single(await ReadAsync(watch, 1));
        Assert.Equal("deleted a=final", Describe(change));
        Assert.Equal("one", Text(change.Previous));
        Assert.Equal(Store.Revision, change.Revision);
    }

    [Fact]
    public async Task The_hole_is_filled_with_the_revision_and_JSON_stays_JSON()
    {
        const string Start = """{"metadata":{"resourceVersion":""";
        byte[] WithHole() => Bytes(Start + "\"" + "\"" + new string(' ', Write.RevisionHoleLength - 1) + ",\"name\":\"a\"}}");
        var key = new StoreKey("pods", "a");
        int offset = Start.Length + 1;

        Entry created = (await Store.WriteAsync(new Write(key, WithHole(), 0) { RevisionOffset = offset })).Entry!;
        Entry deleted = (await Store.WriteAsync(new Write(key, null, created.ModRevision) { LastValue = WithHole(), RevisionOffset = offset })).Entry!;

        foreach (Entry entry in new[] { created, deleted })
        {
            using JsonDocument document = JsonDocument.Parse(entry.Value);
            JsonElement metadata = document.RootElement.GetProperty("metadata");
            Assert.Equal(entry.ModRevision.ToString(), metadata.GetProperty("resourceVersion").GetString());
            Assert.Equal("a", metadata.GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task A_write_that_makes_no_sense_is_an_argument_error()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.WriteAsync(new Write(new StoreKey("pods", "a"), null, 0)));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.WriteAsync(new Write(new StoreKey("pods", ""), [], 0)));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.WriteAsync(new Write(new StoreKey("pods", "a"), [1], 0) { RevisionOffset = 0 }));
    }

    [Fact]
    public async Task A_cancelled_write_is_not_made()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var key = new StoreKey("pods", "a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.WriteAsync(new Write(key, [1], 0), cancelled.Token));
        await CreateAsync("b");
        Assert.Null(Store.Get(key));
    }

    [Fact]
    public async Task What_the_writer_attached_is_found_on_the_entry()
    {
        var attached = new object();
        WriteResult result = await Store.WriteAsync(new Write(new StoreKey("pods", "a"), [1], 0) { Decoded = attached });
        Assert.Same(attached, result.Entry!.Decoded);
    }

    [Fact]
    public async Task Revisions_count_the_writes_of_all_buckets()
    {
        long start = Store.Revision;
        for (int i = 1; i <= 10; i++)
        {
            WriteResult result = await CreateAsync("n" + i, bucket: "bucket" + (i % 3));
            Assert.Equal(start + i, result.Entry!.ModRevision);
        }
    }

    [Fact]
    public async Task A_closed_store_refuses_writes()
    {
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await CreateAsync("a"));
    }
}
