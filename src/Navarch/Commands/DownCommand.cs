using System.CommandLine;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;
using Navarch.Composition;
using Navarch.Logging;
using Navarch.Startup;

namespace Navarch.Commands;

/// <summary><c>navarch down</c>: takes a cluster away from the machine; its data stay, unless told otherwise.</summary>
public static class DownCommand
{
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(20);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var purge = new Option<bool>("--purge") { Description = "Remove the cluster's data and its kubeconfig context, too." };
        var grace = new Option<int>("--grace-period") { Description = "Seconds containers may take to end by themselves.", HelpName = "S", DefaultValueFactory = _ => 3 };
        var command = new Command("down", "Stop a cluster and leave nothing of it running; its data are kept.") { dataDirectory, purge, grace };
        command.SetAction((result, cancellation) => RunAsync(
            new ClusterPaths(result.GetValue(dataDirectory)!), result.GetValue(purge), TimeSpan.FromSeconds(result.GetValue(grace)), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ClusterPaths paths, bool purge, TimeSpan grace, TimeProvider time, CancellationToken cancellation)
    {
        if (!Directory.Exists(paths.DataDirectory))
        {
            Console.WriteLine($"There is no cluster in {paths.DataDirectory}.");
            return CommandOutput.Done;
        }

        var begin = time.GetTimestamp();
        var state = RunState.Read(paths);
        if (state is { NodeName.Length: > 0 } && MachineChecks.Root() is { } notRoot)
        {
            return CommandOutput.Refuse(notRoot);
        }

        if (state is not null)
        {
            await StopServerAsync(state, time, cancellation);
        }

        using (var held = ClusterLock.TryTake(paths))
        {
            if (held is null)
            {
                return CommandOutput.Refuse(new($"Another process is bringing the cluster in {paths.DataDirectory} up or down.", "Try again when it is done."));
            }

            var settings = ClusterSettings.Read(paths.SettingsFile) ?? new();
            if (Environment.IsPrivilegedProcess)
            {
                using var loggers = LineLoggerProvider.CreateFactory(line => Console.Error.Write(line), time, Microsoft.Extensions.Logging.LogLevel.Warning);
                var left = await ClusterTearDown.RunAsync(paths, settings, grace, loggers, time, cancellation);
                if (left.Count > 0)
                {
                    return CommandOutput.Refuse(new($"This could not be taken away:\n  {string.Join("\n  ", left)}", "Run navarch down again; it continues where it stopped."));
                }
            }

            if (purge)
            {
                Forget(paths, settings);
            }
        }

        if (purge)
        {
            Directory.Delete(paths.DataDirectory, recursive: true);
        }

        Console.WriteLine($"The cluster is down after {time.GetElapsedTime(begin).TotalSeconds:F1} s; {(purge ? "its data are gone" : $"its data are kept in {paths.DataDirectory}")}.");
        return CommandOutput.Done;
    }

    private static async Task StopServerAsync(RunState state, TimeProvider time, CancellationToken cancellation)
    {
        state.Process.Terminate();
        if (!await state.Process.WaitForExitAsync(ServerPatience, time, cancellation))
        {
            state.Process.Kill();
            await state.Process.WaitForExitAsync(ServerPatience, time, cancellation);
        }
    }

    private static void Forget(ClusterPaths paths, ClusterSettings settings)
    {
        try
        {
            UserKubeconfig.Remove(paths, settings.Kubeconfig);
        }
        catch (KubeconfigException error)
        {
            // A damaged kubeconfig is the user's to mend; the cluster goes all the same.
            Console.Error.WriteLine($"navarch: {error.Message}");
        }
    }
}
