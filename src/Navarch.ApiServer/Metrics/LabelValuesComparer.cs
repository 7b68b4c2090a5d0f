namespace Navarch.ApiServer.Metrics;

/// <summary>Tells sets of label values apart by what they hold.</summary>
internal sealed class LabelValuesComparer : IEqualityComparer<string[]>
{
    /// <summary>The one there is.</summary>
    public static LabelValuesComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(string[] values)
    {
        var hash = default(HashCode);
        foreach (var value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
