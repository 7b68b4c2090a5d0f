using System.Diagnostics;
using System.Globalization;

namespace Navarch.ApiServer.Bench;

/// <summary>Runs a step again and again on one thread, and prints the time and the memory that one run takes.</summary>
internal static class Step
{
    private const int Rounds = 7;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures a step; of all rounds the quickest counts, since other processes only ever add.</summary>
    public static Task MeasureAsync(string name, Action<int> run) => MeasureAsync(name, i =>
    {
        run(i);
        return ValueTask.CompletedTask;
    });

    /// <summary>Measures a step that completes without waiting: over the store in memory everything does.</summary>
    public static async Task MeasureAsync(string name, Func<int, ValueTask> run)
    {
        var (best, bytes, next) = (double.MaxValue, 0.0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, watch, count) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew(), 0);
            while (watch.Elapsed < Round)
            {
                for (var i = 0; i < 50; i++)
                {
                    await run(next++);
                }

                count += 50;
            }

            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / count);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {best,9:0.00} µs {bytes,10:0} bytes"));
    }
}
