using System.Diagnostics;
using System.Globalization;
using Navarch.Api.Core.V1;
using Navarch.Bench.Api;
using Navarch.Client;
using Navarch.Client.Https;

namespace Navarch.Bench.Soak;

/// <summary>
/// Mixed load for a long time: objects created, patched, read, listed, watched and deleted by many clients, fast and slow. Prints a line a
/// minute; fails when an answer was not the expected one, a watch lost an event, the server complained, or its memory kept growing.
/// </summary>
internal static class SoakBench
{
    private const int Workers = 4;
    private const int PodsOfEach = 500;
    private const int ConfigMapsOfEach = 200;
    private const int FastWatchers = 8;
    private const int SlowWatchers = 4;
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Print = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ListPause = TimeSpan.FromMilliseconds(500);

    private static readonly SoakObjects Pods = new("pods", LoadObjects.Pod, LoadObjects.AnnotationPatch);
    private static readonly SoakObjects ConfigMaps = new("configmaps", LoadObjects.ConfigMap, LoadObjects.DataPatch);

    /// <summary>Runs for so long; 0 when all went well, else 1.</summary>
    public static async Task<int> RunAsync(TimeSpan length)
    {
        await using var load = await ApiLoad.StartAsync(null, 1, length);
        await load.CreateNamespaceAsync(SoakObjects.Namespace);
        var (counts, memory) = (new SoakCounts(), new SoakMemory());
        using var follower = new HttpKubernetesClient(load.Server.Connect());
        using var stop = new CancellationTokenSource();
        using var stopFollowing = new CancellationTokenSource();
        var following = SoakWatches.FollowAsync(follower, counts, stopFollowing.Token);
        using var watchers = load.Server.Connect();
        Task[] work = [.. Start(load, watchers, counts, stop.Token).Select(task => GuardAsync(task, counts, stop.Token))];
        await ReportAsync(load.Server, counts, memory, length);
        await stop.CancelAsync();
        await Task.WhenAll(work);
        await CompareAsync(follower, following, counts, stopFollowing);
        return Judge(load.Server, counts, memory);
    }

    private static IEnumerable<Task> Start(ApiLoad load, HttpClient watchers, SoakCounts counts, CancellationToken stop)
    {
        for (var i = 0; i < Workers; i++)
        {
            yield return Pods.WorkAsync(load.Client(i), counts, i, PodsOfEach, new Random(i), stop);
            yield return ConfigMaps.WorkAsync(load.Client(Workers + i), counts, i, ConfigMapsOfEach, new Random(i), stop);
        }

        yield return Pods.ListAsync(load.Client(2 * Workers), counts, ListPause, stop);
        yield return ConfigMaps.ListAsync(load.Client((2 * Workers) + 1), counts, ListPause, stop);
        for (var i = 0; i < FastWatchers; i++)
        {
            yield return SoakWatches.ReadAsync(watchers, i % 2 == 0 ? Pods : ConfigMaps, counts, i % 4 < 2 ? "application/json" : ApiLoad.Protobuf, 20 + (7 * i), stop);
        }

        for (var i = 0; i < SlowWatchers; i++)
        {
            yield return SoakWatches.ReadSlowlyAsync(watchers, i % 2 == 0 ? Pods : ConfigMaps, counts, stop);
        }
    }

    /// <summary>Whatever breaks a worker is an error of the soak; being stopped is not.</summary>
    private static async Task GuardAsync(Task task, SoakCounts counts, CancellationToken stop)
    {
        try
        {
            await task;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The request under way was broken off.
        }
        catch (Exception error)
        {
            counts.Fail(error.ToString());
        }
    }

    private static async Task ReportAsync(ServerProcess server, SoakCounts counts, SoakMemory memory, TimeSpan length)
    {
        Console.WriteLine($"{"minute",6} {"resident MB",12} {"CPU %",6} {"errors",6}  rates a second");
        var (watch, printed, before, used) = (Stopwatch.StartNew(), TimeSpan.Zero, counts.Take(), server.Sample());
        while (watch.Elapsed < length)
        {
            await Task.Delay(Sample < length - watch.Elapsed ? Sample : TimeSpan.FromMilliseconds(Math.Max(1, (length - watch.Elapsed).TotalMilliseconds)));
            var now = server.Sample();
            memory.Add(now.ResidentBytes);
            var passed = watch.Elapsed - printed;
            if (passed < Print && watch.Elapsed < length)
            {
                continue;
            }

            var after = counts.Take();
            var rates = after.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {(count.Value - before.GetValueOrDefault(count.Key)) / passed.TotalSeconds:0.#}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{watch.Elapsed.TotalMinutes,6:0.0} {now.ResidentBytes / 1e6,12:0.0} {100 * (now.ProcessorSeconds - used.ProcessorSeconds) / passed.TotalSeconds,6:0} {counts.Errors,6}  {string.Join(", ", rates)}"));
            (printed, before, used) = (watch.Elapsed, after, now);
        }
    }

    /// <summary>What the follower knows must be what a list shows, once it has seen the last event.</summary>
    private static async Task CompareAsync(HttpKubernetesClient client, Task<Dictionary<string, string>> following, SoakCounts counts, CancellationTokenSource stopFollowing)
    {
        // The last event is one of our own: the follower is done when it has it.
        const string last = "soak-last";
        await ApiLoad.SendAsync(client.Http, ApiLoad.Post(Pods.Path, LoadObjects.Pod(last)), null, CancellationToken.None);
        var list = (await client.ListAsync<Pod>(new() { Namespace = SoakObjects.Namespace }, CancellationToken.None)).Value;
        stopFollowing.CancelAfter(TimeSpan.FromSeconds(5));
        var known = await following;
        var shown = list.Items.ToDictionary(pod => pod.Metadata.Name, pod => pod.Metadata.ResourceVersion, StringComparer.Ordinal);
        var differ = shown.Keys.Union(known.Keys).Count(name => shown.GetValueOrDefault(name) != known.GetValueOrDefault(name));
        if (differ > 0)
        {
            counts.Fail($"{differ} of {shown.Count} pods differ between a list and what the watch told");
        }
    }

    private static int Judge(ServerProcess server, SoakCounts counts, SoakMemory memory)
    {
        if (server.Complaints > 0)
        {
            counts.Fail($"the server logged {server.Complaints} warnings or errors, the last:\n{server.LastComplaints}");
        }

        if (memory.IsGrowing)
        {
            counts.Fail(string.Create(CultureInfo.InvariantCulture, $"memory grew by {memory.Growth / 1e6:0.0} MB between the halves after the warm-up"));
        }

        foreach (var error in counts.FirstErrors())
        {
            Console.WriteLine(error);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(counts.Errors == 0 ? "ok" : "FAILED")}: {counts.Take().Values.Sum()} operations and events, {counts.Errors} errors, memory {memory.Growth / 1e6:+0.0;-0.0} MB between the halves after the warm-up"));
        return counts.Errors == 0 ? 0 : 1;
    }
}
