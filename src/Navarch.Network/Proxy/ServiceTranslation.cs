using System.Net;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;

namespace Navarch.Network.Proxy;

/// <summary>Reads from a Service and its EndpointSlices what the proxy of a node has to do. Pure.</summary>
public static class ServiceTranslation
{
    private const string OtherProxyLabel = "service.kubernetes.io/service-proxy-name";
    private const int DefaultAffinitySeconds = 10800;

    /// <summary>What is to be proxied; null for services this proxy has no part in: headless ones, names for outside hosts, those that ask for another proxy.</summary>
    public static ProxiedService? Translate(Service service, IReadOnlyList<EndpointSlice> slices, string nodeName)
    {
        var spec = service.Spec;
        var clusterIPs = ClusterAddresses(service);
        if (spec.Type == ServiceTypes.ExternalName || clusterIPs.IsEmpty || service.Metadata.Labels.ContainsKey(OtherProxyLabel))
        {
            return null;
        }

        var sticky = spec.SessionAffinity == ServiceAffinities.ClientIP;
        return new(new(service.Metadata.Namespace, service.Metadata.Name))
        {
            ClusterIPs = clusterIPs,
            ExternalIPs = Parse(spec.ExternalIPs),
            LoadBalancerIPs = Parse(service.Status.LoadBalancer.Ingress.Where(i => i.IP.Length > 0 && i.IPMode is null or "VIP").Select(i => i.IP)),
            LoadBalancerSourceRanges = [.. spec.LoadBalancerSourceRanges.Select(ParseRange).OfType<IPNetwork>()],
            ExternalTrafficLocal = spec.ExternalTrafficPolicy == "Local",
            InternalTrafficLocal = spec.InternalTrafficPolicy == "Local",
            AffinityTimeout = sticky ? TimeSpan.FromSeconds(spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? DefaultAffinitySeconds) : null,
            Ports = [.. spec.Ports.Select(p => Port(p, slices, nodeName))],
        };
    }

    /// <summary>The cluster addresses of a service; none when it is headless.</summary>
    public static ValueList<IPAddress> ClusterAddresses(Service service) =>
        Parse(service.Spec.ClusterIPs.IsEmpty ? [service.Spec.ClusterIP] : service.Spec.ClusterIPs);

    private static ProxiedPort Port(ServicePort port, IReadOnlyList<EndpointSlice> slices, string nodeName)
    {
        Dictionary<(IPAddress, int), ProxiedEndpoint> endpoints = [];
        foreach (var slice in slices.Where(s => s.AddressType != "FQDN"))
        {
            foreach (var target in slice.Ports.Where(p => (p.Name ?? "") == port.Name && (p.Protocol ?? "TCP") == ProtocolOf(port)))
            {
                foreach (var endpoint in slice.Endpoints)
                {
                    Add(endpoints, endpoint, target.Port ?? 0, nodeName);
                }
            }
        }

        // In a fixed order, so that two slices that trade places change nothing.
        var ordered = endpoints.Values.OrderBy(e => e.Address.ToString(), StringComparer.Ordinal).ThenBy(e => e.Port);
        return new(ProtocolOf(port).ToLowerInvariant(), port.Port, port.NodePort, [.. ordered]);
    }

    private static void Add(Dictionary<(IPAddress, int), ProxiedEndpoint> endpoints, Navarch.Api.Discovery.V1.Endpoint endpoint, int port, string nodeName)
    {
        if (port == 0 || endpoint.Addresses.IsEmpty || !IPAddress.TryParse(endpoint.Addresses[0], out var address))
        {
            return;
        }

        var ready = endpoint.Conditions.Ready ?? true;
        var terminating = endpoint.Conditions.Terminating ?? false;
        var serving = endpoint.Conditions.Serving ?? ready;
        var translated = new ProxiedEndpoint(address, port, ready, serving && terminating, endpoint.NodeName == nodeName);
        // While it moves from one slice to another an endpoint may be in both: the ready one counts.
        if (!endpoints.TryGetValue((address, port), out var known) || (!known.Ready && ready))
        {
            endpoints[(address, port)] = translated;
        }
    }

    private static string ProtocolOf(ServicePort port) => port.Protocol.Length == 0 ? "TCP" : port.Protocol;

    private static ValueList<IPAddress> Parse(IEnumerable<string> addresses) =>
        [.. addresses.Select(a => IPAddress.TryParse(a, out var parsed) ? parsed : null).OfType<IPAddress>()];

    private static IPNetwork? ParseRange(string range) => IPNetwork.TryParse(range.Trim(), out var parsed) ? parsed : null;
}
