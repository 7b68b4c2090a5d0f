using System.Diagnostics;
using System.Globalization;
using EndToEnd.Tests.Harness;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Https;
using Navarch.Client.Kubeconfig;

namespace Navarch.Bench;

/// <summary>From the create request of a pod, its image present, to the watch event that shows it Running; one pod after the other.</summary>
internal static class PodLatency
{
    /// <summary>The first argument of the process that measures on the machine itself.</summary>
    public const string InsideArgument = "--inside-pods";

    private const int Pods = 30;

    /// <summary>Brings a cluster up, measures on its machine, and prints.</summary>
    public static async Task RunAsync()
    {
        var cluster = new TestCluster();
        await cluster.InitializeAsync();
        try
        {
            var result = await cluster.Machine.RunAsync(
                300, "dotnet", [typeof(PodLatency).Assembly.Location, InsideArgument, cluster.Paths.AdminKubeconfig, Pods.ToString(CultureInfo.InvariantCulture)]);
            Console.Write(result.OutputOfSuccess());
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    /// <summary>Measures, on the machine, and prints.</summary>
    public static async Task<int> RunInsideAsync(string kubeconfig, int count)
    {
        using var client = new HttpKubernetesClient(KubeconfigFile.Read(kubeconfig), TimeProvider.System);
        var samples = new List<double>();

        // The first pods pay for code that was never run; they are reported apart.
        for (var i = 0; i < count; i++)
        {
            samples.Add(await CreateAsync(client, $"bench-{i}"));
        }

        Figure.Print("pod: create to Running, the first", samples[0], "s", "-");
        Figure.Print("pod: create to Running, p50", Figure.Percentile(samples.Skip(1), 0.5), "s", "0.6");
        Figure.Print("pod: create to Running, p99", Figure.Percentile(samples.Skip(1), 0.99), "s", "-");
        return 0;
    }

    private static async Task<double> CreateAsync(HttpKubernetesClient client, string name)
    {
        var query = new ListQuery { Namespace = "default", FieldSelector = $"metadata.name={name}" };
        var list = (await client.ListAsync<Pod>(query)).Value;
        var watch = Stopwatch.StartNew();
        var created = await client.CreateAsync(new Pod
        {
            Metadata = new() { Name = name, Namespace = "default" },
            Spec = new()
            {
                TerminationGracePeriodSeconds = 0,
                Containers = [new() { Name = "main", Image = "busybox:latest", ImagePullPolicy = "IfNotPresent", Command = ["sleep", "3600"] }],
            },
        });
        if (!created.IsSuccess)
        {
            throw new InvalidOperationException(created.Status.Message);
        }

        await foreach (var (_, pod, status) in client.WatchAsync<Pod>(query with { ResourceVersion = list.ResourceVersion }))
        {
            if (pod is null)
            {
                throw new InvalidOperationException(status?.Message ?? "the watch ended");
            }

            if (pod.Status.Phase == "Running")
            {
                break;
            }
        }

        var elapsed = watch.Elapsed.TotalSeconds;
        await client.DeleteAsync<Pod>(new("default", name));
        return elapsed;
    }
}
