using System.CommandLine;
using Navarch.Cluster;
using Navarch.Composition;
using Navarch.Startup;

namespace Navarch.Commands;

/// <summary><c>navarch server</c>: the control plane alone, in the foreground, without root.</summary>
public static class ServerCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var port = ClusterOptions.Port();
        var bindAddress = ClusterOptions.BindAddress();
        var serviceCidr = ClusterOptions.ServiceCidr();
        var hollowNodes = ClusterOptions.HollowNodes();
        var hollowCapacity = ClusterOptions.HollowCapacity();
        var hollowDelay = ClusterOptions.HollowDelay();
        var hollowFailures = ClusterOptions.HollowFailures();
        var schedulerConfig = ClusterOptions.SchedulerConfig();
        var command = new Command("server", "Run the control plane alone in the foreground; needs no root. Writes DIR/admin.kubeconfig.")
        {
            dataDirectory, port, bindAddress, serviceCidr, hollowNodes, hollowCapacity, hollowDelay, hollowFailures, schedulerConfig,
        };
        var apiServer = new ApiServerFlags().AddTo(command);
        command.SetAction((result, cancellation) =>
        {
            var paths = new ClusterPaths(result.GetValue(dataDirectory)!);
            var kept = ClusterSettings.Read(paths.SettingsFile) ?? new();
            var settings = kept with
            {
                Port = result.GetValue(port) ?? kept.Port,
                BindAddress = result.GetValue(bindAddress) ?? kept.BindAddress,
                ServiceCidr = result.GetValue(serviceCidr) ?? kept.ServiceCidr,
                HollowNodes = result.GetValue(hollowNodes) ?? kept.HollowNodes,
                HollowCapacity = result.GetValue(hollowCapacity) ?? kept.HollowCapacity,
                HollowDelay = result.GetValue(hollowDelay) ?? kept.HollowDelay,
                HollowFailures = result.GetValue(hollowFailures) ?? kept.HollowFailures,
                SchedulerConfig = result.GetValue(schedulerConfig) ?? kept.SchedulerConfig,
                ApiServer = apiServer.Apply(result, kept.ApiServer),
            };
            if (RunState.ReadLive(paths) is { } running)
            {
                return Task.FromResult(CommandOutput.Refuse(new(
                    $"The cluster in {paths.DataDirectory} is already served by process {running.Process.Pid}.",
                    "Stop that first (navarch down), or name another folder with --data-dir.")));
            }

            return MachineChecks.ForServer(paths, settings) is { } problem
                ? Task.FromResult(CommandOutput.Refuse(problem))
                : ClusterHost.RunAsync(paths, settings, new(ClusterRole.ControlPlane) { ShowsLog = true }, cancellation);
        });
        return command;
    }
}
