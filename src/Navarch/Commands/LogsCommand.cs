using System.CommandLine;
using Navarch.Cluster;

namespace Navarch.Commands;

/// <summary><c>navarch logs</c>: the log of the running or the last daemon.</summary>
public static class LogsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on printing what comes." };
        var command = new Command("logs", "Print the log of the cluster.") { dataDirectory, follow };
        command.SetAction((result, cancellation) =>
            RunAsync(new ClusterPaths(result.GetValue(dataDirectory)!), result.GetValue(follow), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ClusterPaths paths, bool follow, TimeProvider time, CancellationToken cancellation)
    {
        if (!File.Exists(paths.LogFile))
        {
            return CommandOutput.Refuse(new($"There is no log at {paths.LogFile}.", "Bring a cluster up first (navarch up), or name its folder with --data-dir."));
        }

        await using var output = Console.OpenStandardOutput();
        var file = Open(paths.LogFile);
        try
        {
            while (true)
            {
                await file.CopyToAsync(output, cancellation);
                if (!follow)
                {
                    return CommandOutput.Done;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation);
                if (new FileInfo(paths.LogFile) is { Exists: true } current && current.Length < file.Position)
                {
                    // The log was begun anew; the rest of the old one is in the file we hold.
                    await file.CopyToAsync(output, cancellation);
                    await file.DisposeAsync();
                    file = Open(paths.LogFile);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how following ends.
            return CommandOutput.Done;
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
