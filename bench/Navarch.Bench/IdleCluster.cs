using EndToEnd.Tests.Harness;
using Navarch.Cluster;

namespace Navarch.Bench;

/// <summary>What a cluster of one node without pods costs: memory, processor time and disk writes of the program (containerd not counted).</summary>
internal static class IdleCluster
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync()
    {
        var cluster = new TestCluster { ImportsImages = false };
        await cluster.InitializeAsync();
        try
        {
            var inside = RunState.Read(cluster.Paths)?.Process.Pid ?? throw new InvalidOperationException("the cluster left no state file");
            await Task.Delay(Settle);
            var before = await TakeAsync(cluster, inside);
            await Task.Delay(Window);
            var after = await TakeAsync(cluster, inside);
            Figure.Print("idle: resident memory", after.ResidentBytes / 1e6, "MB", "200");
            Figure.Print("idle: share of a core", 100 * (after.ProcessorSeconds - before.ProcessorSeconds) / Window.TotalSeconds, "%", "1.0");
            Figure.Print("idle: disk writes", (after.WrittenBytes - before.WrittenBytes) / 1024 / Window.TotalSeconds, "KB/s", "2.0");
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    // The process has its number in the machine's own process table.
    private static async Task<ProcessSample> TakeAsync(TestCluster cluster, int process)
    {
        var text = await cluster.Machine.ShellAsync(ProcessSample.Shell.Replace("PID", $"{process}", StringComparison.Ordinal));
        return ProcessSample.Parse(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
