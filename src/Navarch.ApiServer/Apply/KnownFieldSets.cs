namespace Navarch.ApiServer.Apply;

/// <summary>A set of fields with its JSON.</summary>
/// <param name="Json">The JSON.</param>
/// <param name="Set">The set.</param>
internal sealed record KnownFieldSet(RawJson Json, FieldSet Set);

/// <summary>
/// Sets of fields met lately. Objects made from one template, and objects written by one program, have the same few: a small table hands out
/// one instance of each, so that they are neither parsed nor kept again for every object. Only speed and memory depend on it.
/// </summary>
internal static class KnownFieldSets
{
    private const int Slots = 512;
    private const int LargestKept = 4 * 1024;

    private static readonly KnownFieldSet?[] Table = new KnownFieldSet?[Slots];

    /// <summary>The set of that JSON, if it was met lately.</summary>
    public static KnownFieldSet? Find(ReadOnlySpan<byte> json) => Table[SlotOf(json)] is { } known && known.Json.Span.SequenceEqual(json) ? known : null;

    /// <summary>Remembers a set. Its JSON is kept as it is.</summary>
    public static KnownFieldSet Keep(RawJson json, FieldSet set)
    {
        var known = new KnownFieldSet(json, set);
        if (json.Span.Length <= LargestKept)
        {
            Table[SlotOf(json.Span)] = known;
        }

        return known;
    }

    private static int SlotOf(ReadOnlySpan<byte> json)
    {
        var hash = new HashCode();
        hash.AddBytes(json);
        return (int)((uint)hash.ToHashCode() % Slots);
    }
}
