using System.Net;
using Navarch.Api;
using Navarch.Network.Nftables;

namespace Navarch.Network.Proxy;

/// <summary>Tells which UDP flows have to be forgotten after services changed. Pure.</summary>
public sealed class StaleFlows
{
    // Where flows go in, and who may answer there.
    private readonly Dictionary<IPEndPoint, HashSet<IPEndPoint>> byAddress = [];
    private readonly Dictionary<int, HashSet<IPEndPoint>> byNodePort = [];

    /// <summary>Whether there is anything to look for.</summary>
    public bool IsEmpty => byAddress.Count == 0 && byNodePort.Count == 0;

    /// <summary>Notes a change of a service; null stands for "not there".</summary>
    public void Add(ProxiedService? before, ProxiedService? after)
    {
        Note(before, after, sameIsFine: true);
        Note(after, before, sameIsFine: false);
    }

    /// <summary>Whether the flow goes where a service is and is answered by somebody who no longer stands behind it.</summary>
    public bool IsStale(UdpFlow flow) =>
        (byAddress.TryGetValue(flow.Destination, out var servers) || byNodePort.TryGetValue(flow.Destination.Port, out servers)) && !servers.Contains(flow.Server);

    private void Note(ProxiedService? service, ProxiedService? other, bool sameIsFine)
    {
        foreach (var port in service?.Ports ?? default)
        {
            if (port.Protocol != "udp")
            {
                continue;
            }

            var before = sameIsFine ? port.Endpoints : Same(other, port);
            var now = sameIsFine ? Same(other, port) : port.Endpoints;
            var servers = now.Where(e => e.Ready || e.ServingWhileTerminating).Select(e => new IPEndPoint(e.Address, e.Port)).ToHashSet();
            var lost = before.Any(e => !servers.Contains(new(e.Address, e.Port)));
            // A first endpoint: clients that sent before it came may hold flows that lead nowhere.
            var first = before.IsEmpty && servers.Count > 0;
            if (!lost && !first)
            {
                continue;
            }

            foreach (var address in service!.ClusterIPs.Concat(service.ExternalIPs).Concat(service.LoadBalancerIPs))
            {
                byAddress[new(address, port.Port)] = servers;
            }

            if (port.NodePort != 0)
            {
                byNodePort[port.NodePort] = servers;
            }
        }
    }

    private static ValueList<ProxiedEndpoint> Same(ProxiedService? service, ProxiedPort port) =>
        service?.Ports.FirstOrDefault(p => p.Protocol == port.Protocol && p.Port == port.Port).Endpoints ?? default;
}
