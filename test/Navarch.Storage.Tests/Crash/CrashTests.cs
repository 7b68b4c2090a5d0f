using System.Diagnostics;
using Xunit.Abstractions;

namespace Navarch.Storage.Tests.Crash;

/// <summary>A process that writes to an embedded store is killed again and again; no acknowledged write may be missing.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Lanes = 2;
    private const int KillsPerLane = 100;

    [Fact]
    public async Task Two_hundred_kills_lose_no_acknowledged_write()
    {
        long start = Stopwatch.GetTimestamp();
        CrashModel[] models = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => KillRepeatedlyAsync(lane))));
        Assert.All(models, model => Assert.Empty(model.Problems));
        int writes = models.Sum(model => model.Acknowledged);
        Assert.True(writes > Lanes * KillsPerLane);
        output.WriteLine($"{Lanes * KillsPerLane} kills, {writes} acknowledged writes, none lost, in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
    }

    private static async Task<CrashModel> KillRepeatedlyAsync(int lane)
    {
        using var directory = new TemporaryDirectory();
        var model = new CrashModel();
        var random = new Random(lane);
        for (int kill = 0; kill < KillsPerLane && model.Problems.Count == 0; kill++)
        {
            // Some are killed while they open the store or recover it, most amid their writes.
            int lines = random.Next(10) == 0 ? random.Next(60) : int.MaxValue;
            int writes = random.Next(3) == 0 ? random.Next(2_000) : random.Next(200);
            await RunAndKillAsync(directory.Path, (lane * KillsPerLane) + kill, model, lines, writes);
        }

        // One more opening compares what the last kill left.
        await RunAndKillAsync(directory.Path, seed: -1 - lane, model, int.MaxValue, writes: 0);
        return model;
    }

    /// <summary>Kills the writer after so many lines, or after it opened the store and so many of its writes were acknowledged.</summary>
    private static async Task RunAndKillAsync(string directory, int seed, CrashModel model, int lines, int writes)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Navarch.Storage.CrashWriter.dll"), directory, seed.ToString() },
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["DOTNET_TieredCompilation"] = "1", ["DOTNET_gcConcurrent"] = "0" },
        })!;
        bool killed = false;
        model.StartRun();
        for (int read = 0; await process.StandardOutput.ReadLineAsync() is { } line; read++)
        {
            model.Read(line);
            if (!killed && (read >= lines || (model.IsOpen && model.AcknowledgedNow >= writes)))
            {
                process.Kill();
                killed = true;
            }
        }

        await process.WaitForExitAsync();
        Assert.True(killed, "the writer ended by itself: " + process.ExitCode);
    }
}
