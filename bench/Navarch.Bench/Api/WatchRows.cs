using System.Diagnostics;
using System.Text.Json;

namespace Navarch.Bench.Api;

/// <summary>
/// Events a second that reach 100 watchers while 16 clients patch as fast as they can: from the first patch to the moment everybody
/// has seen the last one. The patches are part of the cost; the remark says how many there were.
/// </summary>
internal static class WatchRows
{
    private const int Watchers = 100;
    private const int Writers = 16;
    private const int ConfigMaps = 100;

    /// <summary>Changes of whole pods.</summary>
    public static async Task<Measured> PodsAsync(ApiLoad load, string accept)
    {
        await load.FillAsync();
        return await FanOutAsync(load, "pods", accept, i => (ApiLoad.PodName(i % ApiLoad.Pods), LoadObjects.AnnotationPatch(load.NextValue())));
    }

    /// <summary>Changes of small objects: what the server pays for an event rather than for its bytes.</summary>
    public static async Task<Measured> ConfigMapsAsync(ApiLoad load)
    {
        const string name = "small";
        await load.FillAsync();
        for (var i = 0; i < ConfigMaps; i++)
        {
            await ApiLoad.SendAsync(load.Client(), ApiLoad.Post($"/api/v1/namespaces/{ApiLoad.Namespace}/configmaps", LoadObjects.ConfigMap($"{name}-{i}")));
        }

        var measured = await FanOutAsync(load, "configmaps", "application/json", i => ($"{name}-{i % ConfigMaps}", LoadObjects.DataPatch(load.NextValue())));
        await ApiLoad.SendAsync(load.Client(), new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/namespaces/{ApiLoad.Namespace}/configmaps"));
        return measured;
    }

    private static async Task<Measured> FanOutAsync(ApiLoad load, string resource, string accept, Func<int, (string Name, byte[] Patch)> change)
    {
        var path = $"/api/v1/namespaces/{ApiLoad.Namespace}/{resource}";
        using var readers = load.Server.Connect();
        using var stop = new CancellationTokenSource();
        var group = new Group(accept.Contains("protobuf", StringComparison.Ordinal));
        await group.OpenAsync(readers, $"{path}?watch=true&resourceVersion={await RevisionAsync(load, path)}", accept, stop.Token);
        List<Measured> rounds = [];
        var begun = 0;

        // The first round is not counted.
        for (var round = 0; round <= load.Rounds; round++)
        {
            var before = load.Server.Sample();
            var (events, bytes, watch, first) = (group.Events, group.Bytes, Stopwatch.StartNew(), begun);
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                while (watch.Elapsed < load.Round)
                {
                    var (name, patch) = change(Interlocked.Increment(ref begun));
                    await ApiLoad.SendAsync(load.Client(writer), ApiLoad.Patch($"{path}/{name}", patch), null, stop.Token);
                }
            }));
            await group.SeenAsync((long)Watchers * begun);
            var seconds = watch.Elapsed.TotalSeconds;
            rounds.Add(new((group.Events - events) / seconds)
            {
                ProcessorMicroseconds = 1e6 * (load.Server.Sample().ProcessorSeconds - before.ProcessorSeconds) / (group.Events - events),
                Remark = $"{(begun - first) / seconds:0} patches/s, {(group.Bytes - bytes) / 1e6 / seconds:0} MB/s of {(group.Bytes - bytes) / (group.Events - events)} B events",
            });
        }

        await stop.CancelAsync();
        await group.EndedAsync();
        return Measured.Median(rounds.Skip(1));
    }

    private static async Task<string> RevisionAsync(ApiLoad load, string path)
    {
        await using var list = await load.Client().GetStreamAsync(new Uri(path + "?limit=1", UriKind.Relative));
        using var read = await JsonDocument.ParseAsync(list);
        return read.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }

    /// <summary>The watchers, each with a connection of its own.</summary>
    private sealed class Group(bool isProtobuf)
    {
        private readonly List<Task> reading = [];
        private readonly TaskCompletionSource[] opened = [.. Enumerable.Range(0, Watchers).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        private volatile TaskCompletionSource seen = new();
        private long wanted = long.MaxValue;
        private long events;
        private long bytes;

        public long Events => Interlocked.Read(ref events);

        public long Bytes => Interlocked.Read(ref bytes);

        public async Task OpenAsync(HttpClient client, string path, string accept, CancellationToken stop)
        {
            reading.AddRange(opened.Select(open => ReadAsync(client, ApiLoad.Get(path, accept), open, stop)));
            await Task.WhenAll(opened.Select(open => open.Task));
        }

        /// <summary>Completes once so many events came to all of them together.</summary>
        public async Task SeenAsync(long count)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            seen = next;
            Interlocked.Exchange(ref wanted, count);
            Check();
            await next.Task.WaitAsync(TimeSpan.FromSeconds(60));
            Interlocked.Exchange(ref wanted, long.MaxValue);
        }

        public Task EndedAsync() => Task.WhenAll(reading);

        private async Task ReadAsync(HttpClient client, HttpRequestMessage request, TaskCompletionSource open, CancellationToken stop)
        {
            try
            {
                using (request)
                using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop))
                {
                    answer.EnsureSuccessStatusCode();
                    open.SetResult();
                    await using var body = await answer.Content.ReadAsStreamAsync(stop);
                    var (frames, buffer) = (new FrameCounter(isProtobuf), new byte[64 * 1024]);
                    while (await body.ReadAsync(buffer, stop) is > 0 and var read)
                    {
                        Interlocked.Add(ref bytes, read);
                        Interlocked.Add(ref events, frames.Count(buffer.AsSpan(0, read)));
                        Check();
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The measurement is over.
            }
            catch (Exception error)
            {
                open.TrySetException(error);
                throw;
            }
        }

        private void Check()
        {
            if (Interlocked.Read(ref events) >= Interlocked.Read(ref wanted))
            {
                seen.TrySetResult();
            }
        }
    }
}
