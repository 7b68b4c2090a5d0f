namespace Navarch.Bench.Soak;

/// <summary>
/// Whether memory grows without end. A server under load fills its history and its buffers first: the first part of the samples does
/// not count. Of the rest, the later half must not lie above the earlier one by more than what chance makes.
/// </summary>
internal sealed class SoakMemory
{
    private const double WarmUp = 0.3;
    private const double Share = 0.10;
    private const double Bytes = 16e6;

    private readonly List<double> samples = [];

    /// <summary>Adds a sample, in bytes.</summary>
    public void Add(double resident) => samples.Add(resident);

    /// <summary>By how many bytes the later half lies above the earlier one.</summary>
    public double Growth
    {
        get
        {
            double[] counted = [.. samples.Skip((int)(samples.Count * WarmUp))];
            return counted.Length < 4 ? 0 : counted[(counted.Length / 2)..].Average() - counted[..(counted.Length / 2)].Average();
        }
    }

    /// <summary>Whether that is more than chance makes.</summary>
    public bool IsGrowing => Growth > Bytes + (Share * samples.Average());
}
