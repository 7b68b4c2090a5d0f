namespace Navarch.Api.Fields;

/// <summary>What differs between two states of a value, as field paths.</summary>
/// <param name="Added">Paths that are only in the new state.</param>
/// <param name="Modified">Paths with another value.</param>
/// <param name="Removed">Paths that are only in the old state.</param>
public readonly record struct FieldComparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>Nothing differs.</summary>
    public static readonly FieldComparison Same = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    /// <summary>Whether nothing differs.</summary>
    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>What was set: added or given another value.</summary>
    public FieldSet Set => Added.Union(Modified);

    /// <summary>The comparison without what lies at or below some paths.</summary>
    public FieldComparison Without(FieldSet cut) => new(Added.Without(cut), Modified.Without(cut), Removed.Without(cut));
}
