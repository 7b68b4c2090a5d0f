using System.Globalization;
using System.Net;
using System.Text;
using Navarch.Api;

namespace Navarch.Network.Proxy;

/// <summary>
/// Works out what one service contributes to the ruleset. Pure: the same service and node give the same rules.
/// Each service port gets up to three chains in each family: <c>c</c> dispatches over all endpoints, <c>l</c> over those of this
/// node, <c>x</c> takes in traffic from outside; with session affinity also <c>e</c>, one for each endpoint.
/// </summary>
public sealed class ServiceRulesBuilder
{
    private readonly ProxyNode node;
    private readonly ProxiedService service;
    private readonly List<NftChain> chains = [];
    private readonly List<NftElement> elements = [];
    private readonly List<NftAffinityMap> affinityMaps = [];
    private readonly string mark;

    private ServiceRulesBuilder(ProxiedService service, ProxyNode node)
    {
        this.service = service;
        this.node = node;
        mark = $"meta mark set meta mark | 0x{node.MasqueradeMark:x}";
    }

    /// <summary>The contribution of <paramref name="service"/> on <paramref name="node"/>.</summary>
    public static ServiceRules Build(ProxiedService service, ProxyNode node)
    {
        var builder = new ServiceRulesBuilder(service, node);
        foreach (var port in service.Ports)
        {
            foreach (var family in Family.Both)
            {
                builder.AddPort(port, family);
            }
        }

        return new([.. builder.chains], [.. builder.elements], [.. builder.affinityMaps]);
    }

    private void AddPort(ProxiedPort port, Family family)
    {
        var clusterIPs = InFamily(service.ClusterIPs, family);
        var externalIPs = InFamily(service.ExternalIPs, family);
        var balancerIPs = InFamily(service.LoadBalancerIPs, family);
        // A node port serves the families its service has cluster addresses of.
        var nodePort = clusterIPs.Count > 0 ? port.NodePort : 0;
        if (clusterIPs.Count == 0 && externalIPs.Count == 0 && balancerIPs.Count == 0)
        {
            return;
        }

        var inFamily = port.Endpoints.Where(e => Family.Of(e.Address) == family).ToList();
        var all = Usable(inFamily);
        var local = Usable(inFamily.Where(e => e.Local).ToList());
        var entered = externalIPs.Count > 0 || balancerIPs.Count > 0 || nodePort != 0;

        // Endpoint chains are shared between the dispatch over all endpoints and the one over local ones.
        var affinity = service.AffinityTimeout is { } timeout && all.Count > 0 ? AddAffinity(port, family, all.Concat(local).Distinct().ToList(), timeout) : null;
        var needsAll = all.Count > 0 && (!service.InternalTrafficLocal || entered);
        var needsLocal = local.Count > 0 && (service.InternalTrafficLocal || (service.ExternalTrafficLocal && entered));
        if (needsAll)
        {
            AddDispatch('c', port, family, all, affinity, masqueradeOutsiders: true);
        }

        if (needsLocal)
        {
            AddDispatch('l', port, family, local, affinity, masqueradeOutsiders: false);
        }

        foreach (var address in clusterIPs)
        {
            AddElement(address, port, InternalVerdict(port, family, all, local));
        }

        if (entered)
        {
            AddEntrance(port, family, all, local, externalIPs, balancerIPs, nodePort);
        }

        foreach (var endpoint in all)
        {
            elements.Add(new(NftNames.Hairpins(family), $"{endpoint.Address} . {endpoint.Address}", ""));
        }
    }

    /// <summary>
    /// Ready endpoints; when there is none, those that are terminating but still serve
    /// (the fallback of EndpointSlice conditions, so that a rolling update on a single node loses no connection).
    /// </summary>
    private static List<ProxiedEndpoint> Usable(List<ProxiedEndpoint> endpoints)
    {
        var ready = endpoints.Where(e => e.Ready).DistinctBy(e => (e.Address, e.Port)).ToList();
        return ready.Count > 0 ? ready : endpoints.Where(e => e.ServingWhileTerminating).DistinctBy(e => (e.Address, e.Port)).ToList();
    }

    private string InternalVerdict(ProxiedPort port, Family family, List<ProxiedEndpoint> all, List<ProxiedEndpoint> local) =>
        (all.Count, service.InternalTrafficLocal, local.Count) switch
        {
            (0, _, _) => Goto(NftNames.Unserved),
            (_, false, _) => Goto(Name('c', port, family)),
            // Served, but not here: silence, so that the client does not take it for a service that is gone.
            (_, true, 0) => "drop",
            _ => Goto(Name('l', port, family)),
        };

    private void AddEntrance(ProxiedPort port, Family family, List<ProxiedEndpoint> all, List<ProxiedEndpoint> local,
        List<IPAddress> externalIPs, List<IPAddress> balancerIPs, int nodePort)
    {
        var verdict = Goto(NftNames.Unserved);
        if (all.Count > 0)
        {
            chains.Add(new(Name('x', port, family), EntranceRules(port, family, local)));
            verdict = Goto(Name('x', port, family));
        }

        foreach (var address in externalIPs)
        {
            AddElement(address, port, verdict);
        }

        var balancerVerdict = verdict;
        var allowed = service.LoadBalancerSourceRanges.Where(r => Family.Of(r.BaseAddress) == family).ToList();
        if (all.Count > 0 && !service.LoadBalancerSourceRanges.IsEmpty && balancerIPs.Count > 0)
        {
            var name = Name('b', port, family);
            chains.Add(new(name, allowed.Count == 0 ? ["drop"] : [$"{family.Header} saddr {{ {string.Join(", ", allowed)} }} goto {Name('x', port, family)}", "drop"]));
            balancerVerdict = Goto(name);
        }

        foreach (var address in balancerIPs)
        {
            AddElement(address, port, balancerVerdict);
        }

        if (nodePort != 0)
        {
            elements.Add(new(NftNames.NodePorts(family), $"{port.Protocol} . {nodePort}", verdict));
        }
    }

    private ValueList<string> EntranceRules(ProxiedPort port, Family family, List<ProxiedEndpoint> local)
    {
        var dispatch = Name('c', port, family);
        if (!service.ExternalTrafficLocal)
        {
            return [mark, Goto(dispatch)];
        }

        // From within the cluster the outer address is only another name of the service.
        List<string> rules = [.. PodRanges(family).Select(r => $"{family.Header} saddr {r} goto {dispatch}")];
        rules.Add($"fib saddr type local {mark} goto {dispatch}");
        rules.Add(local.Count > 0 ? Goto(Name('l', port, family)) : "drop");
        return [.. rules];
    }

    private void AddDispatch(char role, ProxiedPort port, Family family, List<ProxiedEndpoint> endpoints, Affinity? affinity, bool masqueradeOutsiders)
    {
        List<string> rules = [];
        if (masqueradeOutsiders)
        {
            rules.AddRange(PodRanges(family).Select(r => $"{family.Header} saddr != {r} {mark}"));
        }

        if (affinity is null)
        {
            rules.Add($"meta l4proto {port.Protocol} dnat {family.Header} to {Pick(endpoints, e => $"{e.Address} . {e.Port}", "map")}");
        }
        else
        {
            rules.Add($"ct mark set {family.Header} saddr map @{affinity.Map}");
            rules.Add($"ct mark vmap {{ {string.Join(", ", endpoints.Select(e => $"{affinity.Marks[e]} : goto {affinity.Chains[e]}"))} }}");
            // An entry's mark cannot be changed in place: what leads nowhere goes before the new one is written.
            rules.Add($"delete @{affinity.Map} {{ {family.Header} saddr : 0 }}");
            rules.Add(endpoints.Count == 1 ? Goto(affinity.Chains[endpoints[0]]) : Pick(endpoints, e => Goto(affinity.Chains[e]), "vmap"));
        }

        chains.Add(new(Name(role, port, family), [.. rules]));
    }

    private static string Pick(List<ProxiedEndpoint> endpoints, Func<ProxiedEndpoint, string> target, string map)
    {
        if (endpoints.Count == 1 && map == "map")
        {
            // One endpoint: no die to roll. An IPv6 address needs brackets before a port.
            var only = endpoints[0];
            return Family.Of(only.Address) == Family.V6 ? $"[{only.Address}]:{only.Port}" : $"{only.Address}:{only.Port}";
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"numgen random mod {endpoints.Count} {map} {{ ");
        for (var i = 0; i < endpoints.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(i).Append(" : ").Append(target(endpoints[i]));
        }

        return text.Append(" }").ToString();
    }

    /// <summary>
    /// Session affinity in constant time: a map filled by packets remembers for each client the mark of its endpoint; the connection
    /// mark carries it to a verdict map. A mark whose endpoint is gone matches nothing, and a new endpoint is drawn.
    /// </summary>
    private Affinity AddAffinity(ProxiedPort port, Family family, List<ProxiedEndpoint> endpoints, TimeSpan timeout)
    {
        var seconds = (int)timeout.TotalSeconds;
        var map = Name('a', port, family, $"/{seconds}");
        affinityMaps.Add(new(map, family.AddressType, seconds));
        var affinity = new Affinity(map, [], []);
        HashSet<uint> taken = [];
        foreach (var endpoint in endpoints)
        {
            var id = Digest(endpoint);
            while (!taken.Add(id))
            {
                id++;
            }

            var chain = Name('e', port, family, NftNames.Suffix(endpoint.Address, endpoint.Port));
            affinity.Marks[endpoint] = $"0x{id:x}";
            if (affinity.Chains.TryAdd(endpoint, chain) && !chains.Any(c => c.Name == chain))
            {
                chains.Add(new(chain,
                [
                    $"update @{map} {{ {family.Header} saddr : 0x{id:x} }}",
                    "ct mark set 0",
                    $"meta l4proto {port.Protocol} dnat {family.Header} to {Pick([endpoint], _ => "", "map")}",
                ]));
            }
        }

        return affinity;
    }

    // FNV-1a over address and port: stable, so that clients keep their endpoint when others come and go.
    private static uint Digest(ProxiedEndpoint endpoint)
    {
        var hash = 2166136261u;
        foreach (var b in endpoint.Address.GetAddressBytes())
        {
            hash = (hash ^ b) * 16777619u;
        }

        hash = (hash ^ (uint)endpoint.Port) * 16777619u;
        return hash == 0 ? 1 : hash;
    }

    private void AddElement(IPAddress address, ProxiedPort port, string verdict) =>
        elements.Add(new(NftNames.Services(Family.Of(address)), $"{address} . {port.Protocol} . {port.Port}", verdict));

    private IEnumerable<IPNetwork> PodRanges(Family family) => node.PodRanges.Where(r => Family.Of(r.BaseAddress) == family);

    private string Name(char role, ProxiedPort port, Family family, string suffix = "") =>
        NftNames.Of(role, family, service.Name, port.Protocol, port.Port, suffix);

    private static string Goto(string chain) => "goto " + chain;

    private static List<IPAddress> InFamily(ValueList<IPAddress> addresses, Family family) => addresses.Where(a => Family.Of(a) == family).ToList();

    private sealed record Affinity(string Map, Dictionary<ProxiedEndpoint, string> Marks, Dictionary<ProxiedEndpoint, string> Chains);
}
