namespace Navarch.ApiServer.Objects;

/// <summary>The texts of field owners met last, each kept once: ten thousand pods of one template differ in everything but these.</summary>
internal static class OwnerTexts
{
    private const int Kept = 1024;

    // A slot is one reference, read and written whole. Of two texts that meet in one slot, the later stays.
    private static readonly RawJson[] Texts = new RawJson[Kept];

    /// <summary>An equal text, the same instance for all where that can be.</summary>
    public static RawJson Shared(RawJson text)
    {
        if (text.IsEmpty)
        {
            return text;
        }

        ref var slot = ref Texts[(uint)text.GetHashCode() % Kept];
        var known = slot;
        if (known == text)
        {
            return known;
        }

        slot = text;
        return text;
    }
}
