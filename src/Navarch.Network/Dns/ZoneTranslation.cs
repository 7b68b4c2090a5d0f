using System.Net;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Network.Proxy;

namespace Navarch.Network.Dns;

/// <summary>Reads from a Service and its EndpointSlices what the cluster zone says about it. Pure.</summary>
public static class ZoneTranslation
{
    /// <summary>The zone's view of the service.</summary>
    public static ZoneService Translate(Service service, IReadOnlyList<EndpointSlice> slices)
    {
        var name = new NamespacedName(service.Metadata.Namespace, service.Metadata.Name);
        if (service.Spec.Type == ServiceTypes.ExternalName)
        {
            return new(name) { ExternalName = service.Spec.ExternalName.TrimEnd('.') };
        }

        var clusterIPs = ServiceTranslation.ClusterAddresses(service);
        return clusterIPs.IsEmpty
            ? new(name) { Endpoints = Endpoints(slices) }
            : new(name) { ClusterIPs = clusterIPs, Ports = [.. service.Spec.Ports.Select(p => new ZonePort(p.Name, Protocol(p.Protocol), p.Port))] };
    }

    private static ValueList<ZoneEndpoint> Endpoints(IReadOnlyList<EndpointSlice> slices)
    {
        Dictionary<IPAddress, ZoneEndpoint> endpoints = [];
        foreach (var slice in slices.Where(s => s.AddressType != "FQDN"))
        {
            ValueList<ZonePort> ports = [.. slice.Ports.Where(p => p.Port is not null).Select(p => new ZonePort(p.Name ?? "", Protocol(p.Protocol ?? ""), p.Port ?? 0))];
            // Ready also stands for "published although not ready": the slice's maker has seen to it.
            foreach (var endpoint in slice.Endpoints.Where(e => e.Conditions.Ready ?? true))
            {
                foreach (var text in endpoint.Addresses)
                {
                    if (IPAddress.TryParse(text, out var address))
                    {
                        var host = string.IsNullOrEmpty(endpoint.Hostname) ? ZoneEndpoint.HostOf(address) : endpoint.Hostname;
                        endpoints[address] = endpoints.TryGetValue(address, out var known)
                            ? known with { Ports = [.. known.Ports.Union(ports)] }
                            : new(address, host, ports);
                    }
                }
            }
        }

        return [.. endpoints.Values.OrderBy(e => e.Address.ToString(), StringComparer.Ordinal)];
    }

    private static string Protocol(string protocol) => protocol.Length == 0 ? "tcp" : protocol.ToLowerInvariant();
}
