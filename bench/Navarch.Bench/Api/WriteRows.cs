using System.Diagnostics;

namespace Navarch.Bench.Api;

/// <summary>Rows that change pods.</summary>
internal static class WriteRows
{
    private const string Scratch = "bench-writes";
    private const int PatchClients = 16;

    /// <summary>Creates by one client, each waited for.</summary>
    public static Task<Measured> CreateByOneAsync(ApiLoad load) => CreateAsync(load, 1, 1_000);

    /// <summary>Creates by 32 clients.</summary>
    public static Task<Measured> CreateByManyAsync(ApiLoad load) => CreateAsync(load, 32, 5_000);

    /// <summary>Merge patches of an annotation.</summary>
    public static async Task<Measured> PatchAsync(ApiLoad load)
    {
        await load.FillAsync();
        return await load.RateAsync(PatchClients, (client, i) => ApiLoad.Patch(
            $"/api/v1/namespaces/{ApiLoad.Namespace}/pods/{ApiLoad.PodName(((i * PatchClients) + client) % ApiLoad.Pods)}", LoadObjects.AnnotationPatch(load.NextValue())));
    }

    /// <summary>The seconds one request takes to delete all pods.</summary>
    public static async Task<Measured> DeleteCollectionAsync(ApiLoad load)
    {
        List<Measured> rounds = [];
        for (var round = 0; round < load.Rounds; round++)
        {
            await load.FillAsync();
            var before = load.Server.Sample();
            var watch = Stopwatch.StartNew();
            await DeleteAllAsync(load, ApiLoad.Namespace);
            var seconds = watch.Elapsed.TotalSeconds;
            load.Emptied();
            rounds.Add(new(seconds)
            {
                ProcessorMicroseconds = 1e6 * (load.Server.Sample().ProcessorSeconds - before.ProcessorSeconds) / ApiLoad.Pods,
                Remark = "CPU for each pod",
            });
        }

        return Measured.Median(rounds);
    }

    private static async Task<Measured> CreateAsync(ApiLoad load, int clients, int pods)
    {
        await load.CreateNamespaceAsync(Scratch + clients);
        var path = $"/api/v1/namespaces/{Scratch + clients}/pods";
        await load.CountedAsync(clients, pods / 4, i => ApiLoad.Post(path, LoadObjects.Pod($"warm-up-{i}")));
        List<Measured> rounds = [];
        for (var round = 0; round < load.Rounds; round++)
        {
            rounds.Add(await load.CountedAsync(clients, pods, i => ApiLoad.Post(path, LoadObjects.Pod($"pod-{round}-{i:00000}"))));
        }

        await DeleteAllAsync(load, Scratch + clients);
        return Measured.Median(rounds);
    }

    private static Task DeleteAllAsync(ApiLoad load, string ns) =>
        ApiLoad.SendAsync(load.Client(), new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/namespaces/{ns}/pods"));
}
