using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Defaulting;
using Navarch.Api.Scheduling.V1;
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
/// <c>navarch schedule --dry-run -f FILE</c>: where the pods of manifests would go, without creating anything. Exit code 0 when all get a
/// node, 2 when some do not, 1 when that cannot be told.
/// </summary>
public static class ScheduleCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say where pods would go; the only thing this command does." };
        var file = new Option<string>("--filename", "-f") { Description = "The manifests.", HelpName = "FILE", Required = true };
        var ns = new Option<string?>("--namespace", "-n") { Description = "The namespace of objects that name none. [default: the context's, or default]", HelpName = "NS" };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Which cluster, as whom. [default: $KUBECONFIG or ~/.kube/config]", HelpName = "FILE" };
        var context = new Option<string?>("--context") { Description = "The context of that file. [default: the current one]", HelpName = "NAME" };
        var schedulerConfig = new Option<string?>("--scheduler-config") { Description = "The KubeSchedulerConfiguration the scheduler works by. [default: none]", HelpName = "FILE" };
        var command = new Command("schedule", "Say where the pods of manifests would go, without creating them.") { dryRun, file, ns, kubeconfig, context, schedulerConfig };
        command.SetAction(async (result, cancellation) =>
        {
            if (!result.GetValue(dryRun))
            {
                return CommandOutput.Refuse(new("This command only says where pods would go.", "Give --dry-run, or create the pods with kubectl apply."));
            }

            var (configuration, problem) = SchedulerConfigurationFile.Read(result.GetValue(schedulerConfig) ?? "");
            if (problem is { } faulty)
            {
                return CommandOutput.Refuse(faulty);
            }

            var manifests = result.GetValue(file)!;
            try
            {
                var entry = KubeconfigFile.Read(result.GetValue(kubeconfig) ?? KubeconfigFile.DefaultPath(Environment.GetEnvironmentVariable), result.GetValue(context));
                var objects = ManifestFile.Read(await File.ReadAllTextAsync(manifests, cancellation), result.GetValue(ns) ?? (entry.Namespace.Length > 0 ? entry.Namespace : "default"));
                using var client = new HttpKubernetesClient(entry, TimeProvider.System, "navarch-schedule");
                return await RunAsync(client, objects, configuration, Console.Out, TimeProvider.System, cancellation);
            }
            catch (Exception error) when (error is FormatException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
            {
                return CommandOutput.Refuse(new($"{manifests}: {error.Message}", "Mend the file, or name another with -f."));
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested && (error.IsTransportFailure() || error is KubeconfigException))
            {
                return CommandOutput.Refuse(new(error.Message, "Is the cluster up (navarch status)? Name another kubeconfig with --kubeconfig."));
            }
        });
        return command;
    }

    /// <summary>Places the pods of objects in what a client shows of a cluster.</summary>
    public static async Task<int> RunAsync(
        IKubernetesClient client, IReadOnlyList<IKubernetesObject> objects, SchedulerConfiguration configuration, TextWriter output, TimeProvider time, CancellationToken cancellation)
    {
        // Asked for by themselves, so that a refusal is an answer; the caches would only try again.
        var readable = await client.ListAsync<ClusterNode>(new() { Limit = 1 }, cancellation);
        var priorities = await client.ListAsync<PriorityClass>(cancellationToken: cancellation);
        if (!readable.IsSuccess || !priorities.IsSuccess)
        {
            return CommandOutput.Refuse(new((readable.Status ?? priorities.Status)!.Message, "Use a kubeconfig of someone who may read the cluster."));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        await using var caches = new Caches(client, time, NullLoggerFactory.Instance);
        var view = await ClusterView.ReadAsync(caches, limit.Token);
        var random = new Random(1);
        var plugins = new PluginContext { Client = client, Caches = caches, Time = time, Random = random };
        var profiles = configuration.Profiles.Select(p => ProfileFactory.Create(p, plugins, configuration.PercentageOfNodesToScore));
        var names = view.Snapshot.Nodes.Select(n => n.Name).ToList();
        var pods = objects.SelectMany(o => ManifestPods.Of(o, names)).Select(p => new PodInfo(WithPriority(Defaults.Apply(p), priorities.Value.Items))).ToList();
        var placements = new DryRun(profiles, random).Run(pods, view.Snapshot);
        foreach (var placement in placements)
        {
            await output.WriteLineAsync($"{placement.Pod.Name} -> {placement.Node ?? $"nowhere: {placement.Reason}"}");
        }

        var placed = placements.Count(p => p.Node is not null);
        await output.WriteLineAsync($"{placed} of {placements.Count} pods get a node. Nothing was created.");
        return placed == placements.Count ? CommandOutput.Done : WhyCommand.FitsNowhere;
    }

    private static Pod WithPriority(Pod pod, IReadOnlyList<PriorityClass> classes)
    {
        var named = pod.Spec.PriorityClassName;
        var chosen = classes.FirstOrDefault(c => named.Length > 0 ? c.Metadata.Name == named : c.GlobalDefault);
        return chosen is null || pod.Spec.Priority is not null
            ? pod
            : pod with { Spec = pod.Spec with { Priority = chosen.Value, PreemptionPolicy = pod.Spec.PreemptionPolicy ?? chosen.PreemptionPolicy } };
    }
}
