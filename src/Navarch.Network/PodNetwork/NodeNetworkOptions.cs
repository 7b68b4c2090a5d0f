using System.Net;

namespace Navarch.Network.PodNetwork;

/// <summary>How the network of a node is to be.</summary>
public sealed record NodeNetworkOptions
{
    /// <summary>Where the record of what was changed is kept, so that it can be undone; a file of its own.</summary>
    public required string RecordFile { get; init; }

    /// <summary>The address range of this node's pods; the bridge gets its first address.</summary>
    public required IPNetwork PodRange { get; init; }

    /// <summary>The address range of cluster IPs.</summary>
    public required IPNetwork ServiceRange { get; init; }

    /// <summary>The bridge pods are attached to.</summary>
    public string Bridge { get; init; } = "navarch0";

    /// <summary>The address of the node; null finds one.</summary>
    public IPAddress? NodeAddress { get; init; }
}

/// <summary>The network of a node as it is.</summary>
/// <param name="NodeAddress">The address others reach the node at; the gateway's when the machine has no other.</param>
/// <param name="Gateway">The address of the bridge, which pods send everything to.</param>
/// <param name="BridgeNetfilter">Whether packets bridged from pod to pod pass netfilter.</param>
/// <param name="Mtu">The largest packet on the way out, in bytes; null when there is no way out.</param>
public sealed record NodeNetworkState(IPAddress NodeAddress, IPAddress Gateway, bool BridgeNetfilter, int? Mtu);
