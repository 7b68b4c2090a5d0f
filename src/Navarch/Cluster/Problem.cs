namespace Navarch.Cluster;

/// <summary>Something the user has to mend: what is wrong, and what to do about it.</summary>
public readonly record struct Problem(string What, string Fix)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}\n  {Fix}";
}
