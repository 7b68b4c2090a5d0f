namespace Navarch.ApiServer.Fairness;

/// <summary>What was counted of the requests of one schema at one level. It outlives changes of the schema.</summary>
internal sealed class FlowCounts(string schema, string level)
{
    private readonly long[] refused = new long[Enum.GetValues<Arrival>().Length];
    private long started;
    private int executing;
    private int waiting;

    /// <summary>The schema's name.</summary>
    public string Schema { get; } = schema;

    /// <summary>The level's name.</summary>
    public string Level { get; } = level;

    /// <summary>The requests that began to run.</summary>
    public long Started => Interlocked.Read(ref started);

    /// <summary>The requests that run.</summary>
    public int Executing => Volatile.Read(ref executing);

    /// <summary>The requests that wait.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>The requests refused for that reason.</summary>
    public long Refused(Arrival reason) => Interlocked.Read(ref refused[(int)reason]);

    /// <summary>A request begins to run.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref started);
        Interlocked.Increment(ref executing);
    }

    /// <summary>A request has ended.</summary>
    public void End() => Interlocked.Decrement(ref executing);

    /// <summary>A request begins to wait.</summary>
    public void BeginWait() => Interlocked.Increment(ref waiting);

    /// <summary>A request waits no more.</summary>
    public void EndWait() => Interlocked.Decrement(ref waiting);

    /// <summary>A request is refused.</summary>
    public void Refuse(Arrival reason) => Interlocked.Increment(ref refused[(int)reason]);
}
