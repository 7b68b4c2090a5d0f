using System.Diagnostics;
using EndToEnd.Tests.Harness;

namespace Navarch.Bench;

/// <summary>From <c>navarch up</c>, containerd included, to a node that <c>kubectl get nodes</c> shows as Ready: on a machine that never had a cluster, and again after <c>down</c>.</summary>
internal static class ClusterUp
{
    private const int Runs = 3;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync()
    {
        List<double> first = [], again = [];
        for (var run = 0; run < Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            var cluster = new TestCluster { ImportsImages = false };
            await cluster.InitializeAsync();
            await CheckReadyAsync(cluster);
            first.Add(watch.Elapsed.TotalSeconds);
            await cluster.NavarchAsync("down");
            watch.Restart();
            await cluster.UpAsync();
            await CheckReadyAsync(cluster);
            again.Add(watch.Elapsed.TotalSeconds);
            await cluster.DisposeAsync();
        }

        Figure.Print("up: to node Ready, new machine, p50", Figure.Percentile(first, 0.5), "s", "5.0");
        Figure.Print("up: to node Ready, again, p50", Figure.Percentile(again, 0.5), "s", "5.0");
    }

    private static async Task CheckReadyAsync(TestCluster cluster)
    {
        var nodes = await cluster.KubectlAsync("get", "nodes", "--no-headers");
        if (!nodes.Contains(" Ready ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"up returned before the node was ready: {nodes}");
        }
    }
}
