using System.Globalization;

namespace Navarch.Bench;

/// <summary>Prints measured figures, one a line.</summary>
internal static class Figure
{
    /// <summary>Prints a figure beside what the design asks for.</summary>
    public static void Print(string name, double value, string unit, string floor) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-46} {value,10:0.###} {unit,-6} floor {floor}"));

    /// <summary>The value below which the given share of the samples lies.</summary>
    public static double Percentile(IEnumerable<double> samples, double share)
    {
        var sorted = samples.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
