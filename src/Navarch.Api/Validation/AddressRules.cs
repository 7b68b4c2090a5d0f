using System.Net;
using System.Net.Sockets;

namespace Navarch.Api.Validation;

/// <summary>
/// Rules for IP addresses and ranges in the API's own fields: no leading zeros, which some programs read as octal, no IPv4 written as IPv6,
/// no bits behind a range's prefix. Each problem is null for a good value, else upstream's words.
/// </summary>
internal static class AddressRules
{
    private const string NoAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const string NoRange = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    private const string Mapped = "must not be an IPv4-mapped IPv6 address";

    /// <summary>What is wrong with an address of either family.</summary>
    public static string? AddressProblem(string text) =>
        Parse(text, out var zeros) is not { } address ? NoAddress
        : zeros ? "must not have leading 0s"
        : address.IsIPv4MappedToIPv6 ? Mapped
        : null;

    /// <summary>What is wrong with an address of one family.</summary>
    public static string? AddressProblem(string text, AddressFamily family) =>
        Parse(text, out _) is { } address && address.AddressFamily == family ? AddressProblem(text)
        : family == AddressFamily.InterNetwork ? "must be a valid IPv4 address" : "must be a valid IPv6 address";

    /// <summary>What is wrong with a range.</summary>
    public static string? RangeProblem(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || Parse(text[..slash], out var zeros) is not { } address)
        {
            return NoRange;
        }

        var digits = text.AsSpan(slash + 1);
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || !int.TryParse(digits, out var prefix) || prefix > bits)
        {
            return NoRange;
        }

        return zeros ? "must not have leading 0s in IP"
            : address.IsIPv4MappedToIPv6 ? Mapped
            : digits.Length > 1 && digits[0] == '0' ? "must not have leading 0s in prefix length"
            : !IPNetwork.TryParse(text, out var range) || !range.BaseAddress.Equals(address) ? "must not have bits set beyond the prefix length"
            : null;
    }

    /// <summary>What a writer is told of an IPv6 address or range that is good but not in its one canonical form.</summary>
    public static IEnumerable<string> CanonicalWarnings(FieldPath path, string text)
    {
        var isRange = text.Contains('/', StringComparison.Ordinal);
        var canonical = isRange ? Range(text)?.ToString() : Address(text)?.ToString();
        return canonical is null || canonical == text || !text.Contains(':', StringComparison.Ordinal) ? []
            : [$"{path}: IPv6 {(isRange ? "CIDR value" : "address")} \"{text}\" should be in RFC 5952 canonical format (\"{canonical}\")"];
    }

    /// <summary>Whether an address or a range that is good is of the sixth version.</summary>
    public static bool IsIPv6(string text) => text.Contains(':', StringComparison.Ordinal);

    /// <summary>The range; null when it is none.</summary>
    public static IPNetwork? Range(string text) => RangeProblem(text) is null && IPNetwork.TryParse(text, out var network) ? network : null;

    /// <summary>The address; null when it is none.</summary>
    public static IPAddress? Address(string text) => Parse(text, out _);

    /// <summary>An address that others can reach: not unspecified, loopback or link-local.</summary>
    public static void Reachable(string text, FieldPath path, ErrorList errors)
    {
        if (Parse(text, out _) is not { } address)
        {
            return;
        }

        var bytes = address.GetAddressBytes();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            errors.Invalid(path, text, $"may not be unspecified ({text})");
        }

        if (IPAddress.IsLoopback(address))
        {
            errors.Invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }

        if (address.IsIPv6LinkLocal || (bytes.Length == 4 && bytes[0] == 169 && bytes[1] == 254))
        {
            errors.Invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }

        if ((bytes.Length == 16 && bytes[0] == 0xff && (bytes[1] & 0xf) == 2) || (bytes.Length == 4 && bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0))
        {
            errors.Invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    // .NET also takes "1.2", "0x7f.1", "[::1]:80" and zones; the API takes none of them.
    private static IPAddress? Parse(string text, out bool zeros)
    {
        zeros = false;
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(text, out var six) ? six : null;
        }

        var parts = text.Split('.');
        var bytes = new byte[4];
        for (var i = 0; i < 4; i++)
        {
            if (parts.Length != 4 || parts[i].Length is 0 or > 3 || parts[i].AsSpan().ContainsAnyExceptInRange('0', '9') || !byte.TryParse(parts[i], out bytes[i]))
            {
                return null;
            }

            zeros |= parts[i].Length > 1 && parts[i][0] == '0';
        }

        return new IPAddress(bytes);
    }
}
