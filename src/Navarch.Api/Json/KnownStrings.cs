using System.Text;

namespace Navarch.Api.Json;

/// <summary>
/// Short strings that objects repeat endlessly (label keys, phases, protocols, namespaces): a small table, filled as they are read,
/// hands out one instance of each instead of a new copy. Only speed and memory depend on it.
/// </summary>
internal static class KnownStrings
{
    private const int Slots = 2048;
    private const int MaxLength = 48;

    private static readonly string?[] Table = new string?[Slots];

    /// <summary>The shared string of these bytes; null when they are too long to share.</summary>
    public static string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return null;
        }

        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        ref var slot = ref Table[hash % Slots];
        if (slot is { } known && known.Length == utf8.Length && Ascii.Equals(utf8, known))
        {
            return known;
        }

        return slot = Encoding.UTF8.GetString(utf8);
    }
}
