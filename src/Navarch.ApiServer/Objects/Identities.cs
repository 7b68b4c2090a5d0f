namespace Navarch.ApiServer.Objects;

/// <summary>Makes uids and the random ends of generated names, from an injected source of randomness.</summary>
internal sealed class Identities(Random random)
{
    private const int SuffixLength = 5;
    private const int LongestBase = 63 - SuffixLength;

    // No vowels and no digits that look like letters: no words, no mistakes in reading.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Lock gate = new();

    /// <summary>A new uid: a random UUID.</summary>
    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A name that starts with <paramref name="start"/>.</summary>
    public string NewName(string start)
    {
        Span<byte> bytes = stackalloc byte[SuffixLength];
        Fill(bytes);
        Span<char> suffix = stackalloc char[SuffixLength];
        for (var i = 0; i < suffix.Length; i++)
        {
            suffix[i] = Alphabet[bytes[i] % Alphabet.Length];
        }

        return string.Concat(start.AsSpan(0, Math.Min(start.Length, LongestBase)), suffix);
    }

    private void Fill(Span<byte> bytes)
    {
        lock (gate)
        {
            random.NextBytes(bytes);
        }
    }
}
