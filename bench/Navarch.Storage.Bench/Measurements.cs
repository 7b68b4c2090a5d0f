using System.Diagnostics;
using Navarch.Storage.Embedded;

namespace Navarch.Storage.Bench;

/// <summary>One measurement a method; each prints a line.</summary>
internal static class Measurements
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    /// <summary>One client: create, wait, create.</summary>
    public static async Task SequentialAsync(IStore store, bool warmUp, int bytes)
    {
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        string bucket = $"sequential{bytes}{warmUp}";
        for (int i = 0; Stopwatch.GetElapsedTime(start) < Length; i++)
        {
            var write = new Write(new StoreKey(bucket, $"default/object-{i}"), Value(bytes), Expected: 0);
            long before = Stopwatch.GetTimestamp();
            await store.WriteAsync(write);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        times.Sort();
        if (!warmUp)
        {
            Print($"sequential durable creates of {bytes} bytes", times.Count / seconds, "writes/s",
                $"p50 {Percentile(times, 0.5):0.000} ms, p99 {Percentile(times, 0.99):0.000} ms, longest {times[^1]:0.0} ms");
        }

        await ClearAsync(store, bucket);
    }

    /// <summary>Many clients, each creating and then updating its own object.</summary>
    public static async Task ClientsAsync(IStore store, int clients, int bytes)
    {
        long start = Stopwatch.GetTimestamp();
        string bucket = $"clients{clients}";
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var mine = new List<double>();
            var key = new StoreKey(bucket, $"default/object-{client}");
            for (long revision = 0; Stopwatch.GetElapsedTime(start) < Length;)
            {
                long before = Stopwatch.GetTimestamp();
                WriteResult result = await store.WriteAsync(new Write(key, Value(bytes), revision));
                revision = result.Entry!.ModRevision;
                mine.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            return mine;
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        List<double> all = [.. times.SelectMany(list => list)];
        all.Sort();
        Print($"durable updates, {clients} clients", all.Count / seconds, "writes/s",
            $"p50 {Percentile(all, 0.5):0.0} ms, p99 {Percentile(all, 0.99):0.0} ms");
        await ClearAsync(store, bucket);
    }

    /// <summary>Creates the objects the later measurements read.</summary>
    public static async Task FillAsync(IStore store, int objects, int bytes)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, objects).Select(i =>
            store.WriteAsync(new Write(new StoreKey("pods", $"namespace-{i % 20}/pod-{i:00000}"), Value(bytes), 0)).AsTask()));
        Print($"{objects} creates at once", objects / Stopwatch.GetElapsedTime(start).TotalSeconds, "writes/s", "");
    }

    /// <summary>Lists of everything and of one namespace, reads of one object, views of the past.</summary>
    public static void Ranges(IStore store)
    {
        Repeat("entries listed", "entries/s", () => store.Snapshot("pods").Snapshot!.Range("").Count());
        Repeat("entries listed by namespace", "entries/s", () => store.Snapshot("pods").Snapshot!.Range("namespace-7/").Count());
        Repeat("pages of 500 counted and listed", "pages/s", () =>
        {
            ISnapshot snapshot = store.Snapshot("pods").Snapshot!;
            _ = snapshot.CountRange("", "namespace-7/pod-05000") + snapshot.Range("", "namespace-7/pod-05000").Take(500).Count();
            return 1;
        });
        Repeat("objects read", "reads/s", () => store.Get(new StoreKey("pods", "namespace-7/pod-00007")) is null ? 0 : 1);
        long revision = store.Revision - 5_000;
        Repeat("snapshots of 5,000 revisions ago", "snapshots/s", () => store.Snapshot("pods", revision).Snapshot!.Count == 0 ? 0 : 1);
    }

    /// <summary>Durable updates while everybody watches the bucket.</summary>
    public static async Task FanOutAsync(IStore store, int watchers, int writers)
    {
        using var stop = new CancellationTokenSource();
        long start = Stopwatch.GetTimestamp();
        IWatch[] watches = [.. Enumerable.Range(0, watchers).Select(_ => store.Watch("pods", "", store.Revision).Watch!)];
        Task<long>[] reading = [.. watches.Select(watch => Task.Run(() => CountAsync(watch, stop.Token)))];
        long[] written = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            long count = 0;
            for (int i = writer; Stopwatch.GetElapsedTime(start) < Length; i = (i + writers) % 10_000)
            {
                await store.WriteAsync(new Write(new StoreKey("pods", $"namespace-{i % 20}/pod-{i:00000}"), Value(3_600), Write.AnyRevision), CancellationToken.None);
                count++;
            }

            return count;
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        long delivered = (await Task.WhenAll(reading)).Sum();
        Print($"events to {watchers} watchers, {writers} writers", delivered / seconds, "events/s", $"{written.Sum() / seconds:0} writes/s meanwhile");
        foreach (IWatch watch in watches)
        {
            watch.Dispose();
        }
    }

    /// <summary>The size of the files left behind.</summary>
    public static void Files(string directory)
    {
        foreach (FileInfo file in new DirectoryInfo(directory).GetFiles())
        {
            Print(file.Name, file.Length / 1048576.0, "MB", "");
        }
    }

    /// <summary>Opening the store again, and what its entries take in memory.</summary>
    public static async Task LoadAsync(string directory)
    {
        double bare = Environment.WorkingSet / 1048576.0;
        for (int i = 0; i < 3; i++)
        {
            await OpenOnceAsync(directory, bare);
        }
    }

    private static async Task OpenOnceAsync(string directory, double bare)
    {
        long start = Stopwatch.GetTimestamp();
        await using EmbeddedStore store = EmbeddedStore.Open(directory);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        int count = store.Snapshot("pods").Snapshot!.Count;
        double heap = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
        Print($"opened with {count} objects", milliseconds, "ms",
            $"heap {heap:0.0} MB, resident {Environment.WorkingSet / 1048576.0:0} MB, {bare:0} MB before");
    }

    private static async Task<long> CountAsync(IWatch watch, CancellationToken cancellationToken)
    {
        long count = 0;
        try
        {
            while (true)
            {
                count += (await watch.NextAsync(cancellationToken)).Count;
            }
        }
        catch (OperationCanceledException)
        {
            return count;
        }
    }

    private static async Task ClearAsync(IStore store, string bucket)
    {
        await Task.WhenAll(store.Snapshot(bucket).Snapshot!.Range("").Select(entry =>
            store.WriteAsync(new Write(entry.Key, null, Write.AnyRevision)).AsTask()));
    }

    private static void Repeat(string what, string unit, Func<int> once)
    {
        long count = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Length / 3)
        {
            count += once();
        }

        Print(what, count / Stopwatch.GetElapsedTime(start).TotalSeconds, unit, "");
    }

    private static byte[] Value(int bytes)
    {
        byte[] value = GC.AllocateUninitializedArray<byte>(bytes);
        value.AsSpan().Fill((byte)'x');
        return value;
    }

    private static double Percentile(List<double> sorted, double part) => sorted[(int)(sorted.Count * part)];

    private static void Print(string what, double value, string unit, string more) =>
        Console.WriteLine($"{what,-44} {value,12:#,0.#} {unit,-12} {more}");
}
