using System.Net;
using Navarch.Api;

namespace Navarch.Network.Proxy;

/// <summary>
/// One Service as the proxy of a node sees it: the addresses and ports it is reached at, and what stands behind each port.
/// Compares by content, so an update that changes nothing the proxy cares about costs nothing.
/// </summary>
public sealed record ProxiedService(NamespacedName Name)
{
    /// <summary>The cluster addresses; empty for headless and ExternalName services.</summary>
    public ValueList<IPAddress> ClusterIPs { get; init; }

    /// <summary>Addresses from <c>spec.externalIPs</c>.</summary>
    public ValueList<IPAddress> ExternalIPs { get; init; }

    /// <summary>Addresses from <c>status.loadBalancer.ingress</c> whose traffic arrives unproxied (<c>ipMode: VIP</c>).</summary>
    public ValueList<IPAddress> LoadBalancerIPs { get; init; }

    /// <summary>Who may use the load balancer addresses; empty means everybody.</summary>
    public ValueList<IPNetwork> LoadBalancerSourceRanges { get; init; }

    /// <summary><c>externalTrafficPolicy: Local</c>: traffic from outside only goes to endpoints of this node and keeps its source address.</summary>
    public bool ExternalTrafficLocal { get; init; }

    /// <summary><c>internalTrafficPolicy: Local</c>: traffic to the cluster address only goes to endpoints of this node.</summary>
    public bool InternalTrafficLocal { get; init; }

    /// <summary>How long a client address sticks to its endpoint; null without session affinity.</summary>
    public TimeSpan? AffinityTimeout { get; init; }

    /// <summary>The ports with their endpoints.</summary>
    public ValueList<ProxiedPort> Ports { get; init; }
}

/// <summary>One port of a service.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>, as nftables writes it.</param>
/// <param name="Port">The port at the service's addresses.</param>
/// <param name="NodePort">The port at every address of the node; zero for none.</param>
/// <param name="Endpoints">What serves it, in a fixed order.</param>
public readonly record struct ProxiedPort(string Protocol, int Port, int NodePort, ValueList<ProxiedEndpoint> Endpoints);

/// <summary>One address and port behind a service port.</summary>
/// <param name="Address">The address of the pod or other backend.</param>
/// <param name="Port">The port there.</param>
/// <param name="Ready">May receive new connections.</param>
/// <param name="ServingWhileTerminating">Is going away but still answers: used only when no endpoint is ready.</param>
/// <param name="Local">Is on this node.</param>
public readonly record struct ProxiedEndpoint(IPAddress Address, int Port, bool Ready = true, bool ServingWhileTerminating = false, bool Local = true);
