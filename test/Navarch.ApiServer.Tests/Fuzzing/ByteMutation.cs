namespace Navarch.ApiServer.Tests.Fuzzing;

/// <summary>Breaks bytes: cuts, doubles, flips, overwrites, puts in pieces that parsers stumble over.</summary>
internal sealed class ByteMutation(Random random)
{
    private static readonly byte[][] Pieces =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "\""u8.ToArray(), ":"u8.ToArray(), ","u8.ToArray(), "null"u8.ToArray(), "\\ud800"u8.ToArray(),
        "\\u0000"u8.ToArray(), "1e999"u8.ToArray(), "-0"u8.ToArray(), "99999999999999999999"u8.ToArray(), "&a "u8.ToArray(), "*a"u8.ToArray(), "<<: "u8.ToArray(), "!!binary "u8.ToArray(),
        "\n  - "u8.ToArray(), "? "u8.ToArray(), "| \n"u8.ToArray(), "---\n"u8.ToArray(), "%TAG ! x\n"u8.ToArray(), "\"$patch\":\"delete\","u8.ToArray(), "\"metadata\":"u8.ToArray(), "\t"u8.ToArray(),
        [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x0b], [0x08, 0x80],
    ];

    /// <summary>The bytes with up to six faults.</summary>
    public byte[] Broken(byte[] bytes)
    {
        var result = new List<byte>(bytes);
        for (var faults = random.Next(1, 7); faults > 0; faults--)
        {
            var at = random.Next(result.Count + 1);
            var length = Math.Min(random.Next(1, 20), result.Count - at);
            switch (random.Next(6))
            {
                case 0 when result.Count > 0:
                    result.RemoveRange(random.Next(result.Count), 1);
                    break;
                case 1:
                    result.RemoveRange(at, length);
                    break;
                case 2:
                    result.InsertRange(at, result.GetRange(at, length));
                    break;
                case 3 when at < result.Count:
                    result[at] = (byte)random.Next(256);
                    break;
                case 4 when random.Next(4) == 0:
                    result.RemoveRange(at, result.Count - at);
                    break;
                default:
                    result.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. result];
    }

    /// <summary>A text of these words.</summary>
    public string Text(int most, params ReadOnlySpan<string> words) => string.Concat(random.GetItems(words, random.Next(most)));
}
