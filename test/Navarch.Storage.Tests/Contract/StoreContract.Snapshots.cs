namespace Navarch.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_snapshot_does_not_change()
    {
        await CreateAsync("a", "one");
        ISnapshot before = Take();
        await UpdateAsync("a", "two");
        await CreateAsync("b");

        Assert.Equal("one", Text(before.Get("a")));
        Assert.Equal(1, before.Count);
        Assert.Equal("two", Text(Take().Get("a")));
        Assert.Equal(Store.Revision, Take().Revision);
    }

    [Fact]
    public async Task The_past_can_be_seen_at_every_retained_revision()
    {
        var states = new Dictionary<long, string> { [Store.Revision] = "" };
        var random = new Random(5);
        for (int i = 0; i < 700; i++)
        {
            string name = "k" + random.Next(30);
            WriteResult result = random.Next(3) == 0 ? await DeleteAsync(name) : await UpdateAsync(name, "v" + i);
            if (result.Status == WriteStatus.NotFound)
            {
                await CreateAsync(name, "v" + i);
            }

            await CreateAsync("other" + i, bucket: "other");
            states[Store.Revision] = Show(Take());
        }

        foreach ((long revision, string state) in states)
        {
            ISnapshot snapshot = Take(revision: revision);
            Assert.Equal(revision, snapshot.Revision);
            Assert.Equal(state, Show(snapshot));
        }

        static string Show(ISnapshot snapshot) => string.Join(' ', snapshot.Range("").Select(entry => entry.Key.Name + "=" + Text(entry)));
    }

    [Fact]
    public async Task Future_and_forgotten_revisions_are_told_apart()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        await Store.CompactAsync(Store.Revision);
        Assert.Equal(SnapshotStatus.Future, Store.Snapshot("pods", Store.Revision + 1).Status);
        Assert.Equal(SnapshotStatus.Compacted, Store.Snapshot("pods", Store.CompactedRevision - 1).Status);
        Assert.Equal(0, Take("never-written").Count);
        Assert.Equal(0, Take("never-written", Store.CompactedRevision).Count);
    }

    [Theory]
    [InlineData("", "", "a/1 a/2 a/3 ab/1 b/1")]
    [InlineData("a/", "", "a/1 a/2 a/3")]
    [InlineData("a/", "a/2", "a/3")]
    [InlineData("a/", "a/3", "")]
    [InlineData("a/", "a/1x", "a/2 a/3")]
    [InlineData("b", "a/2", "b/1")]
    [InlineData("a/", "zzz", "")]
    [InlineData("", "a/3", "ab/1 b/1")]
    [InlineData("c", "", "")]
    [InlineData("a/2", "", "a/2")]
    public async Task A_range_is_by_prefix_and_after_a_name(string prefix, string after, string expected)
    {
        foreach (string name in new[] { "b/1", "a/3", "ab/1", "a/1", "a/2" })
        {
            await CreateAsync(name);
        }

        Assert.Equal(expected, Names(Take().Range(prefix, after)));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, Take().CountRange(prefix, after));
    }

    [Fact]
    public async Task Pages_of_one_revision_fit_together_whatever_happens_in_between()
    {
        for (int i = 0; i < 250; i++)
        {
            await CreateAsync($"ns/{i:000}");
        }

        long revision = Store.Revision;
        var seen = new List<string>();
        string after = "";
        while (true)
        {
            List<Entry> page = [.. Take(revision: revision).Range("ns/", after).Take(40)];
            if (page.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Select(entry => entry.Key.Name));
            after = seen[^1];
            Assert.Equal(250 - seen.Count, Take(revision: revision).CountRange("ns/", after));
            await DeleteAsync($"ns/{seen.Count:000}");
            await CreateAsync($"ns/{seen.Count:000}x");
        }

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"ns/{i:000}"), seen);
    }

    [Fact]
    public async Task Waiting_for_a_revision_ends_when_it_is_there()
    {
        await Store.WaitForRevisionAsync(Store.Revision);
        Task waiting = Store.WaitForRevisionAsync(Store.Revision + 2).AsTask();
        await CreateAsync("a");
        Assert.False(waiting.IsCompleted);
        await CreateAsync("b");
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));

        using var cancel = new CancellationTokenSource();
        Task never = Store.WaitForRevisionAsync(Store.Revision + 1, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }
}
