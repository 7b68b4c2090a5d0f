using System.Net;

namespace Navarch.Network;

/// <summary>What the network of a cluster is to be on a node.</summary>
public sealed record ClusterNetworkOptions
{
    /// <summary>The node's name, by which endpoints of its own are known.</summary>
    public required string NodeName { get; init; }

    /// <summary>The address range of all pods.</summary>
    public required IPNetwork ClusterPodRange { get; init; }

    /// <summary>The address range of cluster IPs.</summary>
    public required IPNetwork ServiceRange { get; init; }

    /// <summary>The cluster domain.</summary>
    public string Domain { get; init; } = "cluster.local";

    /// <summary>The cluster address of DNS; null takes the tenth of the service range.</summary>
    public IPAddress? DnsAddress { get; init; }

    /// <summary>Whom DNS asks about other names; null takes the servers of the node's resolv.conf.</summary>
    public IReadOnlyList<IPEndPoint>? Upstreams { get; init; }
}
