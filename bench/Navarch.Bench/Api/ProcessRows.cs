namespace Navarch.Bench.Api;

/// <summary>What the process costs: its start, and its memory.</summary>
internal static class ProcessRows
{
    private const int Starts = 5;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    /// <summary>From the start of the process to <c>/readyz</c>, with a new data folder.</summary>
    public static async Task<Measured> StartAsync(ApiLoad load)
    {
        List<Measured> runs = [];
        for (var run = 0; run < Starts; run++)
        {
            var folder = Directory.CreateTempSubdirectory("navarch-bench-");
            runs.Add(new(await ServerStart.MeasureAsync(folder.FullName, load.Program)));
            folder.Delete(recursive: true);
        }

        return Measured.Median(runs);
    }

    /// <summary>The resident memory of a server nobody has used yet: a new one, some time after its start.</summary>
    public static async Task<Measured> IdleAsync(ApiLoad load)
    {
        var folder = Directory.CreateTempSubdirectory("navarch-bench-");
        Measured measured;
        await using (var server = await ServerProcess.StartAsync(folder.FullName, load.Program))
        {
            await Task.Delay(Settle);
            measured = Resident(server);
        }

        folder.Delete(recursive: true);
        return measured;
    }

    /// <summary>The resident memory with all pods, after lists of them and whatever the rows before did.</summary>
    public static async Task<Measured> LoadedAsync(ApiLoad load)
    {
        await load.FillAsync();
        await ReadRows.ListAsync(load);
        await Task.Delay(Settle);
        return Resident(load.Server) with { Remark = "whole control plane; after the rows above" };
    }

    private static Measured Resident(ServerProcess server) => new(server.Sample().ResidentBytes / 1e6);
}
