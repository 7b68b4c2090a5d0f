using System.Net;
using Navarch.Api;

namespace Navarch.Network.Proxy;

/// <summary>What the ruleset of a node needs to know about the node and the cluster.</summary>
/// <param name="PodRanges">The address ranges of all pods of the cluster, at most one for each family.</param>
/// <param name="ServiceRanges">The address ranges of cluster IPs, at most one for each family.</param>
public sealed record ProxyNode(ValueList<IPNetwork> PodRanges, ValueList<IPNetwork> ServiceRanges)
{
    /// <summary>
    /// Masquerade service traffic between pods as well. Needed where bridged packets do not pass netfilter
    /// (no br_netfilter): the answer would otherwise go straight over the bridge and never be translated back.
    /// </summary>
    public bool MasqueradePodToPod { get; init; }

    /// <summary>Give pods' traffic to the world outside the cluster the node's address.</summary>
    public bool MasqueradeEgress { get; init; } = true;

    /// <summary>The packet mark that asks for masquerading on the way out; one bit.</summary>
    public uint MasqueradeMark { get; init; } = 0x4000;
}
