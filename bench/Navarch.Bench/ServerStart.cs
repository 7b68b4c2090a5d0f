namespace Navarch.Bench;

/// <summary>From the start of <c>navarch server</c> to the first <c>/readyz</c> that answers 200: with a new data folder, and with one that is there.</summary>
internal static class ServerStart
{
    private const int Runs = 5;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync()
    {
        List<double> first = [], again = [];
        for (var run = 0; run < Runs; run++)
        {
            var folder = Directory.CreateTempSubdirectory("navarch-bench-");
            first.Add(await MeasureAsync(folder.FullName));
            again.Add(await MeasureAsync(folder.FullName));
            folder.Delete(recursive: true);
        }

        Figure.Print("server: start to /readyz, new data, p50", Figure.Percentile(first, 0.5), "s", "1.0");
        Figure.Print("server: start to /readyz, again, p50", Figure.Percentile(again, 0.5), "s", "1.0");
    }

    /// <summary>Starts a server in that folder, stops it, and gives the seconds until it was ready.</summary>
    public static async Task<double> MeasureAsync(string folder, string? program = null)
    {
        await using var server = await ServerProcess.StartAsync(folder, program);
        return server.StartTook.TotalSeconds;
    }
}
