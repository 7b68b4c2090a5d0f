using System.Diagnostics;
using System.Globalization;
using EndToEnd.Tests.Harness;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Https;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Bench;

/// <summary>
/// A cluster of simulated nodes: from <c>navarch up</c> to all nodes Ready, the rate of pods from create to bound, a Deployment to
/// Running and back, and the memory of the process. Pods are created over HTTPS by clients that share the machine with the cluster.
/// </summary>
internal static class HollowCluster
{
    private const int Clients = 32;
    private const int Pods = 5000;
    private const int Replicas = 1000;
    private const string Namespace = "default";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(int nodes)
    {
        var folder = Directory.CreateTempSubdirectory("navarch-bench-");
        try
        {
            var watch = Stopwatch.StartNew();
            await NavarchAsync(
                "up", "--hollow-nodes", Text(nodes), "--data-dir", folder.FullName, "--port", Text(ServerProcess.FreePort()), "--kubeconfig", Path.Combine(folder.FullName, "kubeconfig"));
            var paths = new ClusterPaths(folder.FullName);
            using var client = new HttpKubernetesClient(KubeconfigFile.Read(paths.AdminKubeconfig), TimeProvider.System);
            await UntilAsync(async () => (await client.ListAsync<ApiNode>()).Value.Items.Count(IsFree) == nodes);
            Figure.Print($"hollow: up to {nodes} nodes Ready, untainted", watch.Elapsed.TotalSeconds, "s", nodes == 5000 ? "10" : "-");
            Figure.Print($"hollow: memory with {nodes} nodes", Megabytes(paths), "MB", "-");
            await BasicPodsAsync(client, nodes, "warm-up", Pods / 10);
            var rate = await BasicPodsAsync(client, nodes, "basic", Pods);
            Figure.Print($"hollow: create to bound, {nodes} nodes, {Clients} clients", rate, "pods/s", nodes > 1000 ? "700" : "1000");
            await DeploymentAsync(client);
            Figure.Print($"hollow: memory after {Pods} pods", Megabytes(paths), "MB", "2000");
        }
        finally
        {
            await NavarchAsync("down", "--purge", "--data-dir", folder.FullName);
        }
    }

    private static bool IsFree(ApiNode node) => node.Spec.Taints.IsEmpty && node.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" });

    /// <summary>Pods that ask for little, created as fast as the API takes them; pods a second from the first request to the last binding seen by a watch.</summary>
    private static async Task<double> BasicPodsAsync(HttpKubernetesClient client, int nodes, string name, int count)
    {
        var list = (await client.ListAsync<Pod>(new() { Namespace = Namespace, LabelSelector = $"bench={name}", Limit = 1 })).Value;
        var watch = Stopwatch.StartNew();
        var bound = WatchAsync(client, new() { Namespace = Namespace, LabelSelector = $"bench={name}", ResourceVersion = list.ResourceVersion }, count);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (i, token) =>
            Check(await client.CreateAsync(BasicPod($"{name}-{i}", name), token)));
        var created = watch.Elapsed;
        await bound;
        var rate = count / watch.Elapsed.TotalSeconds;
        if (name == "basic")
        {
            Figure.Print($"hollow: … of which the API took", count / created.TotalSeconds, "pods/s", "2500");
        }

        // Deleted so that every run meets empty nodes.
        watch.Restart();
        await client.DeleteCollectionAsync(Pod.Info, new() { Namespace = Namespace, LabelSelector = $"bench={name}" }, new() { GracePeriodSeconds = 0 });
        await UntilAsync(async () => (await client.ListAsync<Pod>(new() { Namespace = Namespace, LabelSelector = $"bench={name}", Limit = 1 })).Value.Items.Count == 0);
        if (name == "basic")
        {
            Figure.Print($"hollow: delete the collection of {count} pods", watch.Elapsed.TotalSeconds, "s", "2.5");
        }

        return rate;
    }

    private static async Task WatchAsync(HttpKubernetesClient client, ListQuery query, int count)
    {
        var bound = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (_, pod, status) in client.WatchAsync<Pod>(query))
        {
            if (pod is null)
            {
                throw new InvalidOperationException(status?.Message ?? "the watch ended");
            }

            if (pod.Spec.NodeName.Length > 0 && bound.Add(pod.Metadata.Name) && bound.Count == count)
            {
                return;
            }
        }
    }

    private static async Task DeploymentAsync(HttpKubernetesClient client)
    {
        var watch = Stopwatch.StartNew();
        var labels = ValueMap.Of(("app", "web"));
        Check(await client.CreateAsync(new Deployment
        {
            Metadata = new() { Namespace = Namespace, Name = "web" },
            Spec = new()
            {
                Replicas = Replicas,
                Selector = new() { MatchLabels = labels },
                Template = new() { Metadata = new() { Labels = labels }, Spec = BasicPod("", "web").Spec },
            },
        }));
        await UntilAsync(async () => (await client.GetAsync<Deployment>(Namespace, "web")).Value.Status.AvailableReplicas == Replicas);
        Figure.Print($"hollow: Deployment of {Replicas} pods to all Running", watch.Elapsed.TotalSeconds, "s", "-");
        watch.Restart();
        await client.DeleteAsync<Deployment>(new(Namespace, "web"), new() { PropagationPolicy = "Background" });
        await UntilAsync(async () => (await client.ListAsync<Pod>(new() { Namespace = Namespace, LabelSelector = "app=web", Limit = 1 })).Value.Items.Count == 0);
        Figure.Print($"hollow: Deployment of {Replicas} pods deleted", watch.Elapsed.TotalSeconds, "s", "-");
    }

    private static Pod BasicPod(string name, string label) => new()
    {
        Metadata = new() { Namespace = Namespace, Name = name, Labels = ValueMap.Of(("bench", label)) },
        Spec = new()
        {
            TerminationGracePeriodSeconds = 1,
            Containers =
            [
                new()
                {
                    Name = "main",
                    Image = "none",
                    Resources = new() { Requests = ValueMap.Of(("cpu", Quantity.Parse("100m")), ("memory", Quantity.Parse("128Mi"))) },
                },
            ],
        },
    };

    private static void Check<T>(ApiResult<T> result)
    {
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException(result.Status.Message);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static double Megabytes(ClusterPaths paths) =>
        (RunState.ReadLive(paths) ?? throw new InvalidOperationException("the cluster is gone")).Process.ResidentBytes() / 1e6;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task NavarchAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(TestCluster.Program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("navarch did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"navarch {string.Join(' ', arguments)}: {await output}{error}");
        }
    }
}
