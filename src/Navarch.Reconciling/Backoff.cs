namespace Navarch.Reconciling;

/// <summary>How long to wait after the n-th failure in a row: doubling from a first delay up to a longest one.</summary>
/// <param name="First">The wait after the first failure.</param>
/// <param name="Longest">The most it grows to.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>5 ms doubling to about a quarter of an hour.</summary>
    public static Backoff Default { get; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000));

    /// <summary>The wait when <paramref name="failuresBefore"/> failures came before this one.</summary>
    public TimeSpan After(int failuresBefore)
    {
        var delay = First * Math.Pow(2, Math.Min(failuresBefore, 40));
        return delay < Longest ? delay : Longest;
    }
}
