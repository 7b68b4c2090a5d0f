using System.CommandLine;
using Navarch.Api.Core.V1;
using Navarch.Api.Printing;
using Navarch.Client;
using Navarch.Client.Https;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;
using Navarch.Node.Hollow;
using ClusterNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Commands;

/// <summary><c>navarch status</c>: whether the cluster is up, and how it fares. Exit code 0 when it is ready.</summary>
public static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var command = new Command("status", "Say whether the cluster is up, and how it fares.") { dataDirectory };
        command.SetAction((result, cancellation) => RunAsync(new ClusterPaths(result.GetValue(dataDirectory)!), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ClusterPaths paths, TimeProvider time, CancellationToken cancellation)
    {
        Console.WriteLine($"cluster    {paths.DataDirectory}");
        if (RunState.ReadLive(paths) is not { } state)
        {
            Console.WriteLine(RunState.Read(paths) is null ? "state      down" : "state      its process is gone; navarch up heals it, navarch down clears it");
            return CommandOutput.Refused;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var problem = await AskAsync(paths, time, limit.Token);
        Console.WriteLine($"process    {state.Process.Pid}, up {Ages.Of(time.GetUtcNow() - state.StartedAt)}, {state.Process.ResidentBytes() >> 20} MiB resident, navarch {state.Version}");
        Console.WriteLine($"API        {state.Server}");
        Console.WriteLine($"log        {paths.LogFile}");
        Console.WriteLine($"state      {(problem is null ? "ready" : "not ready: " + problem)}");
        return problem is null ? CommandOutput.Done : CommandOutput.Refused;
    }

    // Prints what the API says of nodes and pods; gives what is wrong, or null.
    private static async Task<string?> AskAsync(ClusterPaths paths, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using var client = new HttpKubernetesClient(KubeconfigFile.Read(paths.AdminKubeconfig), time, "navarch-status");
            using var response = await client.Http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadAsStringAsync(cancellation)).Trim();
            }

            var nodes = (await client.ListAsync<ClusterNode>(cancellationToken: cancellation)).Value.Items;
            var hollow = nodes.Where(n => n.Metadata.Labels.ContainsKey(HollowNodes.Label)).ToList();
            if (hollow.Count > 0)
            {
                Console.WriteLine($"nodes      {hollow.Count} hollow, {hollow.Count(IsReady)} ready");
            }

            foreach (var node in nodes.Except(hollow))
            {
                Console.WriteLine($"node       {node.Metadata.Name}, {(IsReady(node) ? "ready" : "not ready")}");
            }

            var pods = (await client.ListAsync<Pod>(cancellationToken: cancellation)).Value.Items;
            Console.WriteLine($"pods       {pods.Count(pod => pod.Status.Phase == PodPhases.Running)} running of {pods.Count}");
            return nodes.FirstOrDefault(node => !IsReady(node)) is { } lost ? $"node {lost.Metadata.Name} is not ready" : null;
        }
        catch (Exception error) when (error.IsTransportFailure() || error is KubeconfigException or ApiException)
        {
            return error.Message;
        }
    }

    private static bool IsReady(ClusterNode node) => node.Status.Conditions.Any(condition => condition is { Type: NodeConditionTypes.Ready, Status: "True" });
}
