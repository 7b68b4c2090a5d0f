using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Https;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Explanation;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;
using ClusterNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Commands;

/// <summary>
/// <c>navarch why pod NAME</c>: why a pod has no node, and what would help. It asks the scheduler's plugins itself, in its own process, over
/// what it reads from the API. Exit code 0 when the pod has a node or would get one, 2 when it fits nowhere, 1 when that cannot be told.
/// </summary>
public static class WhyCommand
{
    /// <summary>The exit code when the pod fits nowhere.</summary>
    public const int FitsNowhere = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The pod." };
        var ns = new Option<string?>("--namespace", "-n") { Description = "Its namespace. [default: the context's, or default]", HelpName = "NS" };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Which cluster, as whom. [default: $KUBECONFIG or ~/.kube/config]", HelpName = "FILE" };
        var context = new Option<string?>("--context") { Description = "The context of that file. [default: the current one]", HelpName = "NAME" };
        var schedulerConfig = new Option<string?>("--scheduler-config") { Description = "The KubeSchedulerConfiguration the scheduler works by. [default: none]", HelpName = "FILE" };
        var all = new Option<bool>("--all") { Description = $"Show every node, not only the {ExplanationText.NearestShown} nearest." };
        var pod = new Command("pod", "Say why a pod has no node, and what would help.") { name, ns, kubeconfig, context, schedulerConfig, all };
        pod.SetAction(async (result, cancellation) =>
        {
            var (configuration, problem) = SchedulerConfigurationFile.Read(result.GetValue(schedulerConfig) ?? "");
            if (problem is { } faulty)
            {
                return CommandOutput.Refuse(faulty);
            }

            try
            {
                var path = result.GetValue(kubeconfig) ?? KubeconfigFile.DefaultPath(Environment.GetEnvironmentVariable);
                var entry = KubeconfigFile.Read(path, result.GetValue(context));
                using var client = new HttpKubernetesClient(entry, TimeProvider.System, "navarch-why");
                var wanted = new NamespacedName(result.GetValue(ns) ?? (entry.Namespace.Length > 0 ? entry.Namespace : "default"), result.GetValue(name)!);
                return await RunAsync(client, wanted, configuration, result.GetValue(all), Console.Out, TimeProvider.System, cancellation);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested && (error.IsTransportFailure() || error is KubeconfigException))
            {
                return CommandOutput.Refuse(new(error.Message, "Is the cluster up (navarch status)? Name another kubeconfig with --kubeconfig."));
            }
        });
        return new Command("why", "Say why something is as it is.") { pod };
    }

    /// <summary>Explains a pod of the cluster that a client reaches.</summary>
    public static async Task<int> RunAsync(
        IKubernetesClient client, NamespacedName name, SchedulerConfiguration configuration, bool all, TextWriter output, TimeProvider time, CancellationToken cancellation)
    {
        // Asked for by themselves, so that a refusal is an answer; the caches would only try again.
        var found = await client.GetAsync<Pod>(name, cancellation);
        var readable = await client.ListAsync<ClusterNode>(new() { Limit = 1 }, cancellation);
        if (!found.IsSuccess || !readable.IsSuccess)
        {
            return CommandOutput.Refuse(new((found.Status ?? readable.Status)!.Message, "Look at kubectl get pods --all-namespaces; name the pod's namespace with -n."));
        }

        var pod = found.Value;
        if (pod.Spec.NodeName.Length > 0)
        {
            await output.WriteLineAsync($"Pod {name} is on node {pod.Spec.NodeName} ({pod.Status.Phase}).");
            return CommandOutput.Done;
        }

        if (configuration.Profiles.FirstOrDefault(p => p.SchedulerName == pod.Spec.SchedulerName) is not { } profile)
        {
            await output.WriteLineAsync($"Pod {name} waits for the scheduler {pod.Spec.SchedulerName}, which is not one of {string.Join(", ", configuration.Profiles.Select(p => p.SchedulerName))}.");
            return FitsNowhere;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        await using var caches = new Caches(client, time, NullLoggerFactory.Instance);
        var view = await ClusterView.ReadAsync(caches, limit.Token);
        var random = new Random(1);
        var plugins = ProfileFactory.Create(profile, new() { Client = client, Caches = caches, Time = time, Random = random }, configuration.PercentageOfNodesToScore);
        var explanation = new PodExplainer(plugins, random).Explain(new PodInfo(pod), view.Snapshot, view.Waiting.Where(w => w.Pod.Spec.SchedulerName == profile.SchedulerName));
        await output.WriteAsync(ExplanationText.Of(name, explanation, all));
        return explanation.Node is null ? FitsNowhere : CommandOutput.Done;
    }
}
