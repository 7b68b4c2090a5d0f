using System.Net;
using Navarch.Api;

namespace Navarch.Network.Dns;

/// <summary>A Service as the cluster zone sees it.</summary>
public sealed record ZoneService(NamespacedName Name)
{
    /// <summary>The cluster addresses; empty for headless and ExternalName services.</summary>
    public ValueList<IPAddress> ClusterIPs { get; init; }

    /// <summary>The name an ExternalName service stands for; null for other services.</summary>
    public string? ExternalName { get; init; }

    /// <summary>The ports of a service with cluster addresses.</summary>
    public ValueList<ZonePort> Ports { get; init; }

    /// <summary>What stands behind a headless service, one entry for each address.</summary>
    public ValueList<ZoneEndpoint> Endpoints { get; init; }
}

/// <summary>A port; <paramref name="Protocol"/> is lower case, an unnamed port has the name "".</summary>
public readonly record struct ZonePort(string Name, string Protocol, int Port);

/// <summary>An address behind a headless service; <paramref name="Host"/> is its label under the service's name.</summary>
public sealed record ZoneEndpoint(IPAddress Address, string Host, ValueList<ZonePort> Ports)
{
    /// <summary>The label of an address without a hostname: the address with dashes.</summary>
    public static string HostOf(IPAddress address) => address.ToString().Replace('.', '-').Replace(':', '-');
}
