using System.Net;

namespace Navarch.Network.Nftables;

/// <summary>A UDP flow the kernel remembers.</summary>
/// <param name="Destination">Where the client sends to.</param>
/// <param name="Server">Who answers: another address and port than <paramref name="Destination"/> when the flow is translated.</param>
public readonly record struct UdpFlow(IPEndPoint Destination, IPEndPoint Server);
