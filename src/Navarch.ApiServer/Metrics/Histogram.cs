namespace Navarch.ApiServer.Metrics;

/// <summary>How observations of one set of label values are spread over buckets.</summary>
/// <param name="bounds">The upper bounds of the buckets, growing; what is above them all counts, too.</param>
internal sealed class Histogram(double[] bounds)
{
    private readonly long[] counts = new long[bounds.Length + 1];
    private double sum;

    /// <summary>The upper bounds of the buckets.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>All that was observed, added up.</summary>
    public double Sum => Volatile.Read(ref sum);

    /// <summary>How many observations fell into a bucket, without those of the buckets before it; the last one has no bound.</summary>
    public long CountOf(int bucket) => Interlocked.Read(ref counts[bucket]);

    /// <summary>Takes in an observation.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref counts[bucket]);
        var seen = sum;
        while (Interlocked.CompareExchange(ref sum, seen + value, seen) is var before && before != seen)
        {
            seen = before;
        }
    }

    /// <summary>Bounds that each are the one before times a factor.</summary>
    public static double[] Exponential(double first, double factor, int count) => [.. Enumerable.Range(0, count).Select(i => first * Math.Pow(factor, i))];

    /// <summary>Bounds that each are the one before plus a step.</summary>
    public static double[] Linear(double first, double step, int count) => [.. Enumerable.Range(0, count).Select(i => first + (step * i))];
}
