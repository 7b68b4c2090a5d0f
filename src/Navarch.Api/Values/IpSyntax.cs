using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Navarch.Api;

/// <summary>
/// IP addresses and networks as the API writes them. Stricter than <see cref="IPAddress"/>, which also reads <c>1</c>, <c>0x7f.1</c>, zones
/// and brackets. Each method gives null for a good value, else upstream's message.
/// </summary>
public static class IpSyntax
{
    private const string NoAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const string NoNetwork = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>An address of either family.</summary>
    public static string? AddressProblem(string value) => Parse(value) is null ? NoAddress : null;

    /// <summary>A network of either family: an address, a slash, the length of the prefix.</summary>
    public static string? NetworkProblem(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || Parse(value.AsSpan(0, slash)) is not { } address)
        {
            return NoNetwork;
        }

        var length = value.AsSpan(slash + 1);
        var most = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        return (length.Length > 1 && length[0] == '0') || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > most
            ? NoNetwork : null;
    }

    /// <summary>The address, or null when the text is none.</summary>
    public static IPAddress? Parse(ReadOnlySpan<char> value)
    {
        var isFour = value.IndexOf(':') < 0;
        return (isFour ? IsFourParts(value) : !value.ContainsAny('%', '[', ']')) && IPAddress.TryParse(value, out var address) ? address : null;
    }

    /// <summary>Whether an address or a network is of the sixth version.</summary>
    public static bool IsIPv6(string value) => value.Contains(':', StringComparison.Ordinal);

    private static bool IsFourParts(ReadOnlySpan<char> value)
    {
        var parts = 0;
        foreach (var range in value.Split('.'))
        {
            var part = value[range];
            if (part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0'))
            {
                return false;
            }

            parts++;
        }

        return parts == 4;
    }
}
