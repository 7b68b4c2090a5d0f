namespace Navarch.Bench.Api;

/// <summary>One line of the table: what is measured, and what the design asks of it.</summary>
/// <param name="Name">The name that chooses it on the command line.</param>
/// <param name="Title">What is measured.</param>
/// <param name="Unit">The unit of the value; one that ends in <c>/s</c> is better when it is greater, any other when it is smaller.</param>
/// <param name="Floor">What must be reached; null: nothing is asked.</param>
/// <param name="Aim">What is aimed at.</param>
/// <param name="MeasureAsync">Measures it.</param>
internal sealed record ApiRow(string Name, string Title, string Unit, double? Floor, double? Aim, Func<ApiLoad, Task<Measured>> MeasureAsync)
{
    /// <summary>Whether the value reaches what is asked; true when nothing is.</summary>
    public bool Reaches(double value, double? asked) => asked is null || (Unit.EndsWith("/s", StringComparison.Ordinal) ? value >= asked : value <= asked);
}

/// <summary>What a measurement gave.</summary>
/// <param name="Value">The value, in the row's unit.</param>
internal sealed record Measured(double Value)
{
    /// <summary>The milliseconds below which half of the operations took; null when that was not looked at.</summary>
    public double? P50 { get; init; }

    /// <summary>The milliseconds below which 99 % of the operations took.</summary>
    public double? P99 { get; init; }

    /// <summary>Microseconds of processor time the server used for an operation (an event, an object): the figure a busy machine does not spoil.</summary>
    public double? ProcessorMicroseconds { get; init; }

    /// <summary>A remark: what an operation is, how large.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The measurement in the middle of several.</summary>
    public static Measured Median(IEnumerable<Measured> rounds)
    {
        Measured[] sorted = [.. rounds.OrderBy(round => round.Value)];
        return sorted[sorted.Length / 2];
    }
}
