namespace Navarch.Bench.Soak;

/// <summary>What a soak has done so far. Every member may be used from anywhere.</summary>
internal sealed class SoakCounts
{
    private const int KeptErrors = 10;

    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly List<string> errors = [];

    /// <summary>The number of things that went wrong.</summary>
    public long Errors { get; private set; }

    /// <summary>Counts operations.</summary>
    public void Add(string what, long count = 1)
    {
        lock (counts)
        {
            counts[what] = counts.GetValueOrDefault(what) + count;
        }
    }

    /// <summary>Notes what went wrong.</summary>
    public void Fail(string error)
    {
        lock (counts)
        {
            Errors++;
            if (errors.Count < KeptErrors)
            {
                errors.Add(error);
            }
        }
    }

    /// <summary>The counts up to now.</summary>
    public Dictionary<string, long> Take()
    {
        lock (counts)
        {
            return new(counts, StringComparer.Ordinal);
        }
    }

    /// <summary>The first things that went wrong.</summary>
    public IReadOnlyList<string> FirstErrors()
    {
        lock (counts)
        {
            return [.. errors];
        }
    }
}
