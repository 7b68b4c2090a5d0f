using System.Globalization;

namespace Navarch.ApiServer.Tests.Fuzzing;

/// <summary>
/// Runs a test with many random inputs. A failure names its seed: <c>NAVARCH_FUZZ_SEED=n</c> plays that case first, and <c>NAVARCH_FUZZ_CASES=n</c>
/// tries more of them. What takes longer than the budget is not begun, so that the suite stays short on a slow machine.
/// </summary>
internal static class Fuzz
{
    private const long MostAllocated = 256L * 1024 * 1024;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int First = Number("NAVARCH_FUZZ_SEED", 1);
    private static readonly int More = Number("NAVARCH_FUZZ_CASES", 0);

    /// <summary>Runs the cases; one that throws, hangs or allocates without end fails.</summary>
    public static async Task RunAsync(int cases, Action<Random> test)
    {
        var seed = First;
        var run = Task.Run(() =>
        {
            var until = Environment.TickCount64 + (More > 0 ? long.MaxValue / 2 : (long)Budget.TotalMilliseconds);
            for (; seed < First + Math.Max(cases, More) && Environment.TickCount64 < until; seed++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    test(new Random(seed));
                }
                catch (Exception e)
                {
                    throw new FuzzFailureException(seed, e.Message, e);
                }

                if (GC.GetAllocatedBytesForCurrentThread() - before > MostAllocated)
                {
                    throw new FuzzFailureException(seed, "the case allocates without end", null);
                }
            }
        });
        if (await Task.WhenAny(run, Task.Delay(More > 0 ? Timeout.InfiniteTimeSpan : Patience)) != run)
        {
            throw new FuzzFailureException(Volatile.Read(ref seed), "the case does not end", null);
        }

        await run;
    }

    /// <summary>Runs cases that wait for answers.</summary>
    public static async Task RunAsync(int cases, Func<Random, Task> test)
    {
        var until = Environment.TickCount64 + (More > 0 ? long.MaxValue / 2 : (long)Budget.TotalMilliseconds);
        for (var seed = First; seed < First + Math.Max(cases, More) && Environment.TickCount64 < until; seed++)
        {
            try
            {
                await test(new Random(seed)).WaitAsync(Patience);
            }
            catch (Exception e)
            {
                throw new FuzzFailureException(seed, e.Message, e);
            }
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

/// <summary>A case that failed, with what plays it again.</summary>
internal sealed class FuzzFailureException(int seed, string message, Exception? inner) : Exception($"seed {seed} (NAVARCH_FUZZ_SEED={seed}): {message}", inner);
