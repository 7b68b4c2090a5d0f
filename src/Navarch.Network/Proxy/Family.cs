using System.Net;
using System.Net.Sockets;

namespace Navarch.Network.Proxy;

/// <summary>How nftables writes one of the two address families.</summary>
/// <param name="Digit">4 or 6, the end of family-bound names.</param>
/// <param name="Header">The keyword of the header.</param>
/// <param name="AddressType">The type of its addresses.</param>
/// <param name="NetfilterProtocol">The name <c>meta nfproto</c> compares with.</param>
public sealed record Family(string Digit, string Header, string AddressType, string NetfilterProtocol)
{
    /// <summary>IPv4.</summary>
    public static Family V4 { get; } = new("4", "ip", "ipv4_addr", "ipv4");

    /// <summary>IPv6.</summary>
    public static Family V6 { get; } = new("6", "ip6", "ipv6_addr", "ipv6");

    /// <summary>Both, in the order the ruleset names them.</summary>
    public static IReadOnlyList<Family> Both { get; } = [V4, V6];

    /// <summary>The family of an address.</summary>
    public static Family Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? V6 : V4;
}
