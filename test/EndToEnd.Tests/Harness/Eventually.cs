using System.Diagnostics;

namespace EndToEnd.Tests.Harness;

/// <summary>Waits for conditions.</summary>
public static class Eventually
{
    /// <summary>How long to wait unless told otherwise: a busy machine is slow, a broken cluster is still found out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until <paramref name="condition"/> holds; fails the test, naming <paramref name="what"/>, when it does not.</summary>
    public static Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? patience = null) =>
        GetAsync(what, async () => await condition() ? "" : null, patience);

    /// <summary>Waits until <paramref name="get"/> gives something; fails the test, naming <paramref name="what"/>, when it does not.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> get, TimeSpan? patience = null)
        where T : class
    {
        var begin = Stopwatch.GetTimestamp();
        var limit = patience ?? Patience;
        while (true)
        {
            if (await get() is { } value)
            {
                return value;
            }

            Assert.True(Stopwatch.GetElapsedTime(begin) < limit, $"After {limit.TotalSeconds:F0} s it is not so that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
