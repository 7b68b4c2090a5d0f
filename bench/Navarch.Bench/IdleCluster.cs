using System.Globalization;
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
            var before = await Sample.TakeAsync(cluster, inside);
            await Task.Delay(Window);
            var after = await Sample.TakeAsync(cluster, inside);
            Figure.Print("idle: resident memory", after.ResidentBytes / 1e6, "MB", "200");
            Figure.Print("idle: share of a core", 100 * (after.ProcessorSeconds - before.ProcessorSeconds) / Window.TotalSeconds, "%", "1.0");
            Figure.Print("idle: disk writes", (after.WrittenBytes - before.WrittenBytes) / 1024 / Window.TotalSeconds, "KB/s", "2.0");
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    private readonly record struct Sample(double ResidentBytes, double ProcessorSeconds, double WrittenBytes)
    {
        private const double TicksPerSecond = 100;

        public static async Task<Sample> TakeAsync(TestCluster cluster, int process)
        {
            // The process has its number in the machine's own process table.
            var text = await cluster.Machine.ShellAsync($"cat /proc/{process}/stat; grep VmRSS /proc/{process}/status; grep ^write_bytes /proc/{process}/io");
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var stat = lines[0][(lines[0].LastIndexOf(')') + 2)..].Split(' ');
            return new(
                1024 * Number(lines[1]),
                (double.Parse(stat[11], CultureInfo.InvariantCulture) + double.Parse(stat[12], CultureInfo.InvariantCulture)) / TicksPerSecond,
                Number(lines[2]));
        }

        private static double Number(string line) =>
            double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
