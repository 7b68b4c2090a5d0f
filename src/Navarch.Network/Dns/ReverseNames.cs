using System.Globalization;
using System.Net;

namespace Navarch.Network.Dns;

/// <summary>Names of addresses: <c>5.0.244.10.in-addr.arpa</c>, and nibble by nibble under <c>ip6.arpa</c>.</summary>
public static class ReverseNames
{
    private const string V4 = ".in-addr.arpa";
    private const string V6 = ".ip6.arpa";

    /// <summary>The whole address a lower-case name stands for; names of partial addresses are none.</summary>
    public static bool TryParse(string name, out IPAddress address)
    {
        address = IPAddress.None;
        if (name.EndsWith(V4, StringComparison.Ordinal))
        {
            var parts = name[..^V4.Length].Split('.');
            Array.Reverse(parts);
            return parts.Length == 4 && IPAddress.TryParse(string.Join('.', parts), out address!);
        }

        if (!name.EndsWith(V6, StringComparison.Ordinal))
        {
            return false;
        }

        var nibbles = name[..^V6.Length].Split('.');
        if (nibbles.Length != 32)
        {
            return false;
        }

        var bytes = new byte[16];
        for (var i = 0; i < 32; i++)
        {
            if (nibbles[i].Length != 1 || !byte.TryParse(nibbles[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var nibble))
            {
                return false;
            }

            bytes[15 - (i / 2)] |= (byte)(i % 2 == 0 ? nibble : nibble << 4);
        }

        address = new(bytes);
        return true;
    }
}
