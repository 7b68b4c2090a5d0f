using System.CommandLine;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;
using Navarch.Composition;
using Navarch.Processes;
using Navarch.Startup;

namespace Navarch.Commands;

/// <summary><c>navarch up</c>: brings a cluster up on this machine, or says that it is up.</summary>
public static class UpCommand
{
    // Longer than any start that will still succeed; a daemon that hangs is reported with its log.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var port = ClusterOptions.Port();
        var bindAddress = ClusterOptions.BindAddress();
        var nodeName = ClusterOptions.NodeName();
        var podCidr = ClusterOptions.PodCidr();
        var serviceCidr = ClusterOptions.ServiceCidr();
        var hollowNodes = ClusterOptions.HollowNodes();
        var hollowCapacity = ClusterOptions.HollowCapacity();
        var hollowDelay = ClusterOptions.HollowDelay();
        var hollowFailures = ClusterOptions.HollowFailures();
        var schedulerConfig = ClusterOptions.SchedulerConfig();
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "The kubeconfig to merge the cluster into. [default: $KUBECONFIG or ~/.kube/config]", HelpName = "FILE" };
        var foreground = new Option<bool>("--foreground") { Description = "Stay attached and print the log; Ctrl-C stops the server." };
        var printUnit = new Option<bool>("--print-unit") { Description = "Print a systemd unit that runs the cluster, and do nothing else." };
        var command = new Command("up", "Bring a cluster up on this machine, and leave it running.")
        {
            dataDirectory, port, bindAddress, kubeconfig, nodeName, podCidr, serviceCidr, hollowNodes, hollowCapacity, hollowDelay,
            hollowFailures, schedulerConfig, foreground, printUnit,
        };
        var apiServer = new ApiServerFlags().AddTo(command);
        command.SetAction((result, cancellation) =>
        {
            var paths = new ClusterPaths(result.GetValue(dataDirectory)!);
            if (result.GetValue(printUnit))
            {
                Console.WriteLine(SystemdNotification.Unit(ProgramPath(), paths.DataDirectory));
                return Task.FromResult(CommandOutput.Done);
            }

            var kept = ClusterSettings.Read(paths.SettingsFile) ?? new();
            var file = result.GetValue(kubeconfig);
            var settings = kept with
            {
                Port = result.GetValue(port) ?? kept.Port,
                BindAddress = result.GetValue(bindAddress) ?? kept.BindAddress,
                NodeName = result.GetValue(nodeName) ?? kept.NodeName,
                PodCidr = result.GetValue(podCidr) ?? kept.PodCidr,
                ServiceCidr = result.GetValue(serviceCidr) ?? kept.ServiceCidr,
                HollowNodes = result.GetValue(hollowNodes) ?? kept.HollowNodes,
                HollowCapacity = result.GetValue(hollowCapacity) ?? kept.HollowCapacity,
                HollowDelay = result.GetValue(hollowDelay) ?? kept.HollowDelay,
                HollowFailures = result.GetValue(hollowFailures) ?? kept.HollowFailures,
                SchedulerConfig = result.GetValue(schedulerConfig) ?? kept.SchedulerConfig,
                ApiServer = apiServer.Apply(result, kept.ApiServer),
                Kubeconfig = file is null ? UserKubeconfig.DefaultPath() : Path.GetFullPath(file),
            };
            return RunAsync(paths, settings, result.GetValue(foreground), TimeProvider.System, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(ClusterPaths paths, ClusterSettings settings, bool foreground, TimeProvider time, CancellationToken cancellation)
    {
        if (RunState.ReadLive(paths) is { } running)
        {
            return AlreadyUp(paths, settings, running);
        }

        var role = ClusterHost.RoleOf(settings);
        if ((role == ClusterRole.Whole ? MachineChecks.ForNode(paths, settings) : MachineChecks.ForServer(paths, settings)) is { } problem)
        {
            return CommandOutput.Refuse(problem);
        }

        Directory.CreateDirectory(paths.LogDirectory);
        settings.Write(paths.SettingsFile);
        return foreground
            ? await ClusterHost.RunAsync(
                paths, settings, new(role) { ShowsLog = true, WhenReady = () => Announce(paths, settings, "The cluster is up") }, cancellation)
            : await StartDaemonAsync(paths, settings, time, cancellation);
    }

    private static async Task<int> StartDaemonAsync(ClusterPaths paths, ClusterSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        var (daemon, reports) = Detached.StartSelf([DaemonCommand.Name, "--data-dir", paths.DataDirectory, "--reports"], paths.CrashFile);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        StartupReport? last;
        try
        {
            last = await StartupDisplay.ShowAsync(reports, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            daemon.Kill();
            return CommandOutput.Refuse(new(
                $"The cluster did not become ready within {Patience.TotalSeconds:F0} s.", $"{LastLines(paths)}\n  The log: {paths.LogFile}"));
        }

        switch (last)
        {
            case { Kind: StartupReportKind.Ready }:
                return Announce(paths, settings, $"The cluster is up after {time.GetElapsedTime(begin).TotalSeconds:F1} s");
            case { } failed:
                return CommandOutput.Refuse(new(failed.Text, failed.Fix));
            default:
                await daemon.WaitForExitAsync(cancellation);
                return CommandOutput.Refuse(new(
                    $"The cluster's process ended while starting, with exit code {daemon.ExitCode}.",
                    $"{LastLines(paths)}\n  The log: {paths.LogFile}"));
        }
    }

    private static int AlreadyUp(ClusterPaths paths, ClusterSettings settings, RunState running)
    {
        if (new Uri(running.Server).Port != settings.Port)
        {
            return CommandOutput.Refuse(new(
                $"The cluster in {paths.DataDirectory} is up at {running.Server}; its port cannot change while it runs.",
                "Run navarch down first."));
        }

        if (running.HollowNodes != settings.HollowNodes)
        {
            return CommandOutput.Refuse(new(
                $"The cluster in {paths.DataDirectory} is up with {running.HollowNodes} hollow nodes; their number cannot change while it runs.",
                "Run navarch down first."));
        }

        return Announce(paths, settings, $"The cluster is already up (process {running.Process.Pid})");
    }

    private static int Announce(ClusterPaths paths, ClusterSettings settings, string what)
    {
        try
        {
            var context = UserKubeconfig.Merge(paths, settings.Kubeconfig);
            var nodes = settings.HollowNodes > 0 ? $"{settings.HollowNodes} hollow nodes" : $"node {settings.NodeName}";
            Console.WriteLine($"{what}: {nodes}, port {settings.Port}, context {context} in {settings.Kubeconfig}.");
            Console.WriteLine($"Try: kubectl --context {context} get nodes");
            return CommandOutput.Done;
        }
        catch (KubeconfigException error)
        {
            Console.WriteLine($"{what}.");
            return CommandOutput.Refuse(new(error.Message, $"Until that is mended: kubectl --kubeconfig {paths.AdminKubeconfig} get nodes"));
        }
    }

    // The end of what the daemon said, for the user to see why it failed.
    private static string LastLines(ClusterPaths paths) =>
        string.Join('\n', new[] { paths.LogFile, paths.CrashFile }.Where(File.Exists)
            .SelectMany(file => File.ReadLines(file).TakeLast(8)).Select(line => "  " + line));

    // The launcher says where it is, so that a unit builds and installs what is needed after an update.
    private static string ProgramPath() => Environment.GetEnvironmentVariable("NAVARCH_LAUNCHER") ?? Environment.ProcessPath ?? "navarch";
}
