namespace Navarch.ApiServer.Fairness;

/// <summary>A level as the division of seats sees it.</summary>
/// <param name="Shares">Its nominal shares.</param>
/// <param name="LendablePercent">What part of its nominal seats others may borrow.</param>
/// <param name="BorrowingPercent">How many seats it may borrow, in percent of its nominal ones; null: as many as there are.</param>
/// <param name="IsExempt">Whether it takes what it wants.</param>
internal readonly record struct LevelShares(int Shares, int LendablePercent, int? BorrowingPercent, bool IsExempt);

/// <summary>The seats of a level.</summary>
/// <param name="Nominal">Its part of the server's seats by its shares.</param>
/// <param name="Least">What it keeps when it lends all it may.</param>
/// <param name="Most">What it has when it borrows all it may.</param>
internal readonly record struct SeatBounds(int Nominal, int Least, int Most);

/// <summary>
/// How the server's seats are divided among the levels: nominally by their shares, and every period anew by what each wanted, within
/// what it lends and borrows. Pure functions; the rules are those of KEP-1040.
/// </summary>
internal static class SeatBorrowing
{
    /// <summary>How often seats are divided anew.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>How slowly a demand that has gone is forgotten, a period: by half in about five minutes.</summary>
    private const double Memory = 0.977;

    /// <summary>The bounds of each level.</summary>
    public static SeatBounds[] Bounds(int serverSeats, ReadOnlySpan<LevelShares> levels)
    {
        var all = 0L;
        foreach (var level in levels)
        {
            all += level.Shares;
        }

        var bounds = new SeatBounds[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var level = levels[i];
            var nominal = all == 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling((double)serverSeats * level.Shares / all));
            var least = nominal - (int)Math.Round(nominal * level.LendablePercent / 100.0, MidpointRounding.AwayFromZero);
            var most = level.BorrowingPercent is { } percent
                ? (int)Math.Min(int.MaxValue, nominal + Math.Round(nominal * (double)percent / 100.0, MidpointRounding.AwayFromZero))
                : serverSeats;

            // A level that has shares at all keeps a seat: without one it would wait for the next period to be heard.
            bounds[i] = new SeatBounds(nominal, Math.Max(nominal > 0 ? 1 : 0, least), Math.Max(nominal, most));
        }

        return bounds;
    }

    /// <summary>What a level's demand counts for: it rises at once and falls slowly, so that seats do not swing.</summary>
    public static double Smooth(double before, DemandSummary demand)
    {
        var now = demand.Average + demand.Deviation;
        return Math.Max(now, (Memory * before) + ((1 - Memory) * now));
    }

    /// <summary>The seats each level has for the next period.</summary>
    /// <param name="serverSeats">The seats of the server.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="bounds">Their bounds.</param>
    /// <param name="high">The most seats each wanted at a time.</param>
    /// <param name="smooth">The smoothed demand of each.</param>
    public static int[] Divide(int serverSeats, ReadOnlySpan<LevelShares> levels, ReadOnlySpan<SeatBounds> bounds, ReadOnlySpan<int> high, ReadOnlySpan<double> smooth)
    {
        var seats = new int[levels.Length];
        var least = new double[levels.Length];
        var targets = new double[levels.Length];
        var left = (double)serverSeats;
        for (var i = 0; i < levels.Length; i++)
        {
            // What a level wanted it gets back at once, up to its own.
            least[i] = Math.Max(bounds[i].Least, levels[i].IsExempt ? high[i] : Math.Min(bounds[i].Nominal, high[i]));
            targets[i] = Math.Max(least[i], smooth[i]);
            if (levels[i].IsExempt)
            {
                seats[i] = (int)Math.Ceiling(targets[i]);
                left -= seats[i];
            }
        }

        var fraction = Fraction(left, levels, bounds, least, targets);
        for (var i = 0; i < levels.Length; i++)
        {
            if (!levels[i].IsExempt)
            {
                seats[i] = (int)Math.Round(SeatsAt(fraction, bounds[i], least[i], targets[i]), MidpointRounding.AwayFromZero);
            }
        }

        return seats;
    }

    /// <summary>By which factor of its target each level is served, so that all together get the seats there are.</summary>
    private static double Fraction(double seats, ReadOnlySpan<LevelShares> levels, ReadOnlySpan<SeatBounds> bounds, double[] least, double[] targets)
    {
        var (low, high) = (0.0, 1.0);
        while (Sum(high, levels, bounds, least, targets) < seats && high < 1e9)
        {
            high *= 2;
        }

        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Sum(middle, levels, bounds, least, targets) > seats)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return low;
    }

    private static double Sum(double fraction, ReadOnlySpan<LevelShares> levels, ReadOnlySpan<SeatBounds> bounds, double[] least, double[] targets)
    {
        var sum = 0.0;
        for (var i = 0; i < levels.Length; i++)
        {
            sum += levels[i].IsExempt ? 0 : SeatsAt(fraction, bounds[i], least[i], targets[i]);
        }

        return sum;
    }

    private static double SeatsAt(double fraction, SeatBounds bounds, double least, double target) =>
        Math.Min(bounds.Most, Math.Max(least, fraction * target));
}
