namespace Navarch.ApiServer.Patches;

/// <summary>How a strategic merge treats the fields of one type.</summary>
internal interface IMergeRules
{
    /// <summary>How it treats the field of this JSON name; a field nobody knows is replaced.</summary>
    MergeRule FieldRule(string jsonName);
}

/// <summary>How a strategic merge treats one field.</summary>
/// <param name="Merges">Lists merge (by <paramref name="MergeKey"/>, or as sets of scalars); otherwise the patch replaces them.</param>
/// <param name="Replaces">An object is replaced as a whole.</param>
/// <param name="MergeKey">The field that identifies an item of a merged list; empty for scalars.</param>
/// <param name="Inner">The rules inside: of the object, or of each item.</param>
internal readonly record struct MergeRule(bool Merges, bool Replaces, string MergeKey, IMergeRules? Inner);
