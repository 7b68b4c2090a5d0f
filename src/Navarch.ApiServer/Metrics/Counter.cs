namespace Navarch.ApiServer.Metrics;

/// <summary>A count, of one set of label values.</summary>
internal sealed class Counter
{
    private long value;

    /// <summary>The number.</summary>
    public long Value => Interlocked.Read(ref value);

    /// <summary>Counts, by one where nothing else is said.</summary>
    public void Add(long by = 1) => Interlocked.Add(ref value, by);
}
