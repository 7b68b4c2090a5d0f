using System.Collections.Concurrent;

namespace Navarch.Storage.Tests;

public abstract partial class StoreContract
{
    private sealed record Done(Write Write, WriteResult Result);

    /// <summary>
    /// Many writers, readers and watchers at once; then the committed writes, put in the order of their revisions, must
    /// be a history in which every precondition held, and every view and every watch must have shown that history.
    /// </summary>
    [Fact]
    public async Task Whatever_happens_at_once_is_one_history()
    {
        const int Writers = 24;
        const int WritesEach = 250;
        long start = Store.Revision;
        var done = new ConcurrentBag<Done>();
        var views = new ConcurrentBag<ISnapshot>();
        Task<List<StoreEvent>>[] watching =
        [
            .. new[] { "", "k1", "k1", "k17" }.Select(prefix => Task.Run(() => WatchUntilAsync(OpenWatch(start, prefix)))),
        ];
        Task[] writing =
        [
            .. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteRandomlyAsync(new Random(writer), WritesEach, done, views))),
        ];
        await Task.WhenAll(writing);
        long end = Store.Revision;
        await CreateAsync("k17-last");
        await CreateAsync("k1-last");

        List<Done> history = [.. done.Where(item => item.Result.Status == WriteStatus.Committed).OrderBy(item => item.Result.Entry!.ModRevision)];
        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => start + i), history.Select(item => item.Result.Entry!.ModRevision));
        Assert.Equal(end, start + history.Count);
        Assert.True(history.Count > Writers * WritesEach / 4);
        Replay(history, start, views);

        string[] prefixes = ["", "k1", "k1", "k17"];
        for (int i = 0; i < prefixes.Length; i++)
        {
            long[] expected = [.. history.Where(item => item.Write.Key.Name.StartsWith(prefixes[i], StringComparison.Ordinal)).Select(item => item.Result.Entry!.ModRevision)];
            List<StoreEvent> seen = await watching[i].WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(expected, seen.Select(change => change.Revision).Where(revision => revision <= end));
        }
    }

    private async Task WriteRandomlyAsync(Random random, int writes, ConcurrentBag<Done> done, ConcurrentBag<ISnapshot> views)
    {
        for (int i = 0; i < writes; i++)
        {
            var key = new StoreKey("pods", "k" + random.Next(40));
            Entry? current = Store.Get(key);
            long expected = random.Next(4) == 0 ? Write.AnyRevision : current?.ModRevision ?? 0;
            bool delete = random.Next(4) == 0 && expected != 0;
            var write = new Write(key, delete ? null : Bytes($"{i}"), expected) { Lazy = random.Next(5) == 0 };
            WriteResult result = await Store.WriteAsync(write);
            done.Add(new Done(write, result));
            if (result.Status == WriteStatus.Committed)
            {
                Assert.True(Store.Revision >= result.Entry!.ModRevision, "a write was answered before it was visible");
            }

            if (i % 10 == 0)
            {
                SnapshotResult view = Store.Snapshot("pods", random.Next(2) == 0 ? 0 : Math.Max(1, Store.Revision - random.Next(500)));
                if (view.Status == SnapshotStatus.Ok)
                {
                    views.Add(view.Snapshot!);
                }
            }
        }
    }

    private static void Replay(List<Done> history, long start, ConcurrentBag<ISnapshot> views)
    {
        var state = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
        ILookup<long, ISnapshot> byRevision = views.ToLookup(view => view.Revision);
        for (int i = 0; i <= history.Count; i++)
        {
            foreach (ISnapshot view in byRevision[start + i])
            {
                Assert.Equal(state.Values, view.Range(""));
                Assert.Equal(state.Count, view.Count);
            }

            if (i == history.Count)
            {
                break;
            }

            (Write write, WriteResult result) = history[i];
            Entry? before = state.GetValueOrDefault(write.Key.Name);
            Assert.True(
                write.Expected switch { 0 => before is null, Write.AnyRevision => before is not null, _ => before?.ModRevision == write.Expected },
                $"the precondition {write.Expected} of {result.Entry!.ModRevision} did not hold: {before?.ModRevision}");
            if (write.Value is null)
            {
                state.Remove(write.Key.Name);
            }
            else
            {
                state[write.Key.Name] = result.Entry!;
            }
        }
    }

    private static async Task<List<StoreEvent>> WatchUntilAsync(IWatch watch)
    {
        var events = new List<StoreEvent>();
        using (watch)
        {
            while (events.Count == 0 || !events[^1].Entry.Key.Name.EndsWith("-last", StringComparison.Ordinal))
            {
                long before = watch.Progress;
                IReadOnlyList<StoreEvent> next = await watch.NextAsync();
                Assert.True(next[0].Revision > before, "an event came after a progress that covers it");
                events.AddRange(next);
            }
        }

        return events;
    }
}
