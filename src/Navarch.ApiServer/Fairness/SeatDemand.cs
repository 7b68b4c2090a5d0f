namespace Navarch.ApiServer.Fairness;

/// <summary>How many seats a level wanted over a period.</summary>
/// <param name="High">The most at any time.</param>
/// <param name="Average">The average over time.</param>
/// <param name="Deviation">The standard deviation over time.</param>
internal readonly record struct DemandSummary(int High, double Average, double Deviation);

/// <summary>Follows how many seats a level wants, running and waiting. Pure; a few additions at each change.</summary>
internal struct SeatDemand
{
    private TimeSpan begin;
    private TimeSpan last;
    private double sum;
    private double squares;
    private int current;
    private int high;

    /// <summary>From now on it wants that many.</summary>
    public void Set(int seats, TimeSpan now)
    {
        Add(now);
        current = seats;
        high = Math.Max(high, seats);
    }

    /// <summary>What was wanted since the last time this was asked.</summary>
    public DemandSummary Take(TimeSpan now)
    {
        Add(now);
        var length = (now - begin).TotalSeconds;
        var average = length > 0 ? sum / length : current;
        var variance = length > 0 ? Math.Max(0, (squares / length) - (average * average)) : 0;
        var summary = new DemandSummary(high, average, Math.Sqrt(variance));
        begin = now;
        sum = squares = 0;
        high = current;
        return summary;
    }

    private void Add(TimeSpan now)
    {
        if (now > last)
        {
            var seconds = (now - last).TotalSeconds;
            sum += seconds * current;
            squares += seconds * current * current;
            last = now;
        }
    }
}
