using System.Net;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Bench.Api;
using Navarch.Client;
using Navarch.Client.Https;

namespace Navarch.Bench.Soak;

/// <summary>Watchers of every temper.</summary>
internal static class SoakWatches
{
    private const int SlowBytes = 4096;
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads events as fast as they come, again and again: watches end after some seconds, as clients' do.</summary>
    public static Task ReadAsync(HttpClient client, SoakObjects objects, SoakCounts counts, string accept, int seconds, CancellationToken stop) =>
        WatchAsync(client, $"{objects.Path}?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}", accept, async body =>
        {
            var (frames, buffer) = (new FrameCounter(accept == ApiLoad.Protobuf), new byte[64 * 1024]);
            while (await body.ReadAsync(buffer, stop) is > 0 and var read)
            {
                counts.Add("event", frames.Count(buffer.AsSpan(0, read)));
            }
        }, counts, stop);

    /// <summary>Reads far less than comes: what it is owed must not pile up in the server.</summary>
    public static Task ReadSlowlyAsync(HttpClient client, SoakObjects objects, SoakCounts counts, CancellationToken stop) =>
        WatchAsync(client, $"{objects.Path}?watch=true&timeoutSeconds=120", "application/json", async body =>
        {
            var buffer = new byte[SlowBytes];
            while (await body.ReadAsync(buffer, stop) > 0)
            {
                counts.Add("slow read");
                await Task.Delay(SlowPause, stop);
            }
        }, counts, stop);

    /// <summary>
    /// Keeps what a watch tells of pods until it is cancelled; gives each pod's resource version as it then knows it. A watch that
    /// loses, repeats or turns round an event is found out by comparing this with a list.
    /// </summary>
    public static async Task<Dictionary<string, string>> FollowAsync(HttpKubernetesClient client, SoakCounts counts, CancellationToken stop)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        long last = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await foreach (var (type, pod, status) in client.WatchAsync<Pod>(new() { Namespace = SoakObjects.Namespace, ResourceVersion = last == 0 ? "" : $"{last}" }, stop))
                {
                    if (pod is null)
                    {
                        counts.Fail($"the watch that follows pods ended: {status?.Message}");
                        return known;
                    }

                    last = Note(known, type, pod.Metadata, last, counts);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The soak is over.
        }

        return known;
    }

    private static long Note(Dictionary<string, string> known, WatchEventType type, ObjectMeta metadata, long last, SoakCounts counts)
    {
        var revision = long.Parse(metadata.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture);
        if (type == WatchEventType.Deleted)
        {
            known.Remove(metadata.Name);
        }
        else
        {
            known[metadata.Name] = metadata.ResourceVersion;
        }

        counts.Add("followed");
        if (last > 0 && revision <= last && type != WatchEventType.Added)
        {
            counts.Fail($"the watch gave {metadata.Name} at {revision} after {last}");
        }

        return Math.Max(last, revision);
    }

    private static async Task WatchAsync(HttpClient client, string path, string accept, Func<Stream, Task> read, SoakCounts counts, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var request = ApiLoad.Get(path, accept);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                counts.Fail($"{path}: {(int)answer.StatusCode}");
                return;
            }

            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            await read(body);
            counts.Add("watch");
        }
    }
}
