using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Navarch.Api;

namespace Navarch.Network.Dns;

/// <summary>
/// The zone of the cluster's own names, after the Kubernetes DNS specification 1.1.0: services, headless endpoints, ports, pods, and the
/// names of addresses. Safe for concurrent use; a change costs as much as the service that changed.
/// </summary>
/// <param name="domain">The cluster domain, such as <c>cluster.local</c>.</param>
/// <param name="ownRanges">The address ranges of pods and services: names of addresses in them are never asked for elsewhere.</param>
public sealed class ClusterZone(string domain, IReadOnlyList<IPNetwork> ownRanges)
{
    /// <summary>How long clients may keep an answer, in seconds; short, because endpoints move.</summary>
    public const uint Ttl = 5;

    private readonly ConcurrentDictionary<NamespacedName, ZoneService> services = new();
    private readonly ConcurrentDictionary<string, int> namespaces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IPAddress, ConcurrentDictionary<string, NamespacedName>> addresses = new();
    private readonly Lock writing = new();
    private uint serial = 1;

    /// <summary>The cluster domain in lower case.</summary>
    public string Domain { get; } = domain.ToLowerInvariant();

    /// <summary>Adds a service or takes over its change.</summary>
    public void Set(ZoneService service)
    {
        lock (writing)
        {
            var before = services.GetValueOrDefault(service.Name);
            if (before == service)
            {
                return;
            }

            serial++;
            services[service.Name] = service;
            if (before is null)
            {
                namespaces.AddOrUpdate(service.Name.Namespace, 1, (_, n) => n + 1);
            }

            RemoveAddresses(before);
            foreach (var (address, name) in Names(service))
            {
                addresses.GetOrAdd(address, _ => new(StringComparer.Ordinal))[name] = service.Name;
            }
        }
    }

    /// <summary>Removes a service; one that is not there is no error.</summary>
    public void Remove(NamespacedName name)
    {
        lock (writing)
        {
            if (!services.TryRemove(name, out var before))
            {
                return;
            }

            serial++;
            if (namespaces.AddOrUpdate(name.Namespace, 0, (_, n) => n - 1) == 0)
            {
                namespaces.TryRemove(name.Namespace, out _);
            }

            RemoveAddresses(before);
        }
    }

    /// <summary>The record negative answers carry, so that resolvers know how long "no" holds.</summary>
    public DnsRecord Authority(string zone) =>
        new(zone, DnsType.SOA, Ttl, new DnsAuthority($"ns.dns.{Domain}", $"hostmaster.{Domain}", Volatile.Read(ref serial), 7200, 1800, 86400, Ttl));

    /// <summary>The answer to a question about a name of the zone, or about an address of the cluster; null when others have to be asked.</summary>
    /// <param name="question">The question.</param>
    /// <param name="zone">The name of the zone that answers.</param>
    public ZoneAnswer? Resolve(DnsQuestion question, out string zone)
    {
        zone = Domain;
        var name = question.Name.ToLowerInvariant();
        if (name == Domain)
        {
            return Apex(question);
        }

        if (name.EndsWith(Domain, StringComparison.Ordinal) && name[^(Domain.Length + 1)] == '.')
        {
            var labels = name[..^(Domain.Length + 1)].Split('.');
            Array.Reverse(labels);
            return labels[0] switch
            {
                "svc" => Service(question, labels),
                "pod" => Pod(question, labels),
                "dns" => labels is ["dns"] or ["dns", "ns"] ? ZoneAnswer.NoData : ZoneAnswer.NoName,
                "dns-version" when labels.Length == 1 => question.Type == DnsType.TXT ? One(question, new DnsText("1.1.0")) : ZoneAnswer.NoData,
                _ => ZoneAnswer.NoName,
            };
        }

        return ReverseNames.TryParse(name, out var address) ? Reverse(question, address, out zone) : null;
    }

    private ZoneAnswer Apex(DnsQuestion question) => question.Type switch
    {
        DnsType.SOA => ZoneAnswer.Of([Authority(question.Name)]),
        DnsType.NS => One(question, new DnsPointer($"ns.dns.{Domain}")),
        _ => ZoneAnswer.NoData,
    };

    // labels: svc, namespace, service, then hostname, or _protocol and _port.
    private ZoneAnswer Service(DnsQuestion question, string[] labels)
    {
        if (labels.Length <= 2)
        {
            return labels.Length == 1 || namespaces.ContainsKey(labels[1]) ? ZoneAnswer.NoData : ZoneAnswer.NoName;
        }

        if (!services.TryGetValue(new(labels[1], labels[2]), out var service))
        {
            return ZoneAnswer.NoName;
        }

        return labels switch
        {
            [_, _, _] => ServiceItself(question, service),
            [_, _, _, var protocol] when protocol.StartsWith('_') => Ports(service).Any(p => "_" + p.Protocol == protocol) ? ZoneAnswer.NoData : ZoneAnswer.NoName,
            [_, _, _, var host] => Endpoint(question, service, host),
            [_, _, _, var protocol, var port] => Port(question, service, protocol, port),
            _ => ZoneAnswer.NoName,
        };
    }

    private ZoneAnswer ServiceItself(DnsQuestion question, ZoneService service)
    {
        if (service.ExternalName is { } external)
        {
            var alias = new DnsRecord(question.Name, DnsType.CNAME, Ttl, new DnsPointer(external));
            return new(DnsResponseCode.NoError, [alias], [], question.Type == DnsType.CNAME ? null : external);
        }

        return question.Type switch
        {
            DnsType.A or DnsType.AAAA => Addresses(question, service.ClusterIPs.IsEmpty ? service.Endpoints.Select(e => e.Address) : service.ClusterIPs),
            DnsType.SRV => Services(question, service, _ => true),
            _ => ZoneAnswer.NoData,
        };
    }

    private static ZoneAnswer Endpoint(DnsQuestion question, ZoneService service, string host)
    {
        var found = service.Endpoints.Where(e => e.Host == host).ToList();
        return found.Count == 0 ? ZoneAnswer.NoName : Addresses(question, found.Select(e => e.Address));
    }

    private ZoneAnswer Port(DnsQuestion question, ZoneService service, string protocol, string port)
    {
        bool Matches(ZonePort p) => p.Name.Length > 0 && "_" + p.Name == port && "_" + p.Protocol == protocol;
        if (!Ports(service).Any(Matches))
        {
            return ZoneAnswer.NoName;
        }

        return question.Type == DnsType.SRV ? Services(question, service, Matches) : ZoneAnswer.NoData;
    }

    private static IEnumerable<ZonePort> Ports(ZoneService service) =>
        service.ClusterIPs.IsEmpty ? service.Endpoints.SelectMany(e => e.Ports) : service.Ports;

    private ZoneAnswer Services(DnsQuestion question, ZoneService service, Func<ZonePort, bool> wanted)
    {
        List<(ZonePort Port, string Host, IEnumerable<IPAddress> Addresses)> targets = service.ClusterIPs.IsEmpty
            ? [.. service.Endpoints.SelectMany(e => e.Ports.Where(wanted).Select(p => (p, $"{e.Host}.{NameOf(service)}", (IEnumerable<IPAddress>)[e.Address])))]
            : [.. service.Ports.Where(wanted).Select(p => (p, NameOf(service), (IEnumerable<IPAddress>)service.ClusterIPs))];
        var weight = (ushort)(targets.Count == 0 ? 0 : Math.Max(1, 100 / targets.Count));
        var records = targets.Select(t => new DnsRecord(question.Name, DnsType.SRV, Ttl, new DnsService(0, weight, (ushort)t.Port.Port, t.Host)));
        var hosts = targets.SelectMany(t => t.Addresses.Select(a => AddressRecord(t.Host, a))).Distinct();
        return ZoneAnswer.Of([.. records.Distinct()], [.. hosts]);
    }

    // labels: pod, namespace, address with dashes.
    private ZoneAnswer Pod(DnsQuestion question, string[] labels)
    {
        if (labels.Length <= 2)
        {
            return labels.Length == 1 || namespaces.ContainsKey(labels[1]) ? ZoneAnswer.NoData : ZoneAnswer.NoName;
        }

        var dashed = labels[2];
        var text = dashed.Count(c => c == '-') == 3 && !dashed.Contains("--", StringComparison.Ordinal) ? dashed.Replace('-', '.') : dashed.Replace('-', ':');
        return labels.Length == 3 && IPAddress.TryParse(text, out var address) ? Addresses(question, [address]) : ZoneAnswer.NoName;
    }

    private ZoneAnswer? Reverse(DnsQuestion question, IPAddress address, out string zone)
    {
        zone = question.Name;
        if (addresses.TryGetValue(address, out var names) && !names.IsEmpty)
        {
            return question.Type == DnsType.PTR
                ? ZoneAnswer.Of([.. names.Keys.Order(StringComparer.Ordinal).Select(n => new DnsRecord(question.Name, DnsType.PTR, Ttl, new DnsPointer(n)))])
                : ZoneAnswer.NoData;
        }

        return ownRanges.Any(r => r.BaseAddress.AddressFamily == address.AddressFamily && r.Contains(address)) ? ZoneAnswer.NoName : null;
    }

    private static ZoneAnswer One(DnsQuestion question, DnsData data) => ZoneAnswer.Of([new(question.Name, question.Type, Ttl, data)]);

    private static ZoneAnswer Addresses(DnsQuestion question, IEnumerable<IPAddress> candidates)
    {
        var family = question.Type switch
        {
            DnsType.A => AddressFamily.InterNetwork,
            DnsType.AAAA => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        return ZoneAnswer.Of([.. candidates.Where(a => a.AddressFamily == family).Distinct().Select(a => AddressRecord(question.Name, a))]);
    }

    private static DnsRecord AddressRecord(string name, IPAddress address) =>
        new(name, address.AddressFamily == AddressFamily.InterNetworkV6 ? DnsType.AAAA : DnsType.A, Ttl, new DnsAddress(address));

    private string NameOf(ZoneService service) => $"{service.Name.Name}.{service.Name.Namespace}.svc.{Domain}";

    private IEnumerable<(IPAddress Address, string Name)> Names(ZoneService service) => service.ClusterIPs.IsEmpty
        ? service.Endpoints.Select(e => (e.Address, $"{e.Host}.{NameOf(service)}"))
        : service.ClusterIPs.Select(a => (a, NameOf(service)));

    private void RemoveAddresses(ZoneService? service)
    {
        if (service is null)
        {
            return;
        }

        foreach (var (address, name) in Names(service))
        {
            if (addresses.TryGetValue(address, out var names) && names.TryRemove(name, out _) && names.IsEmpty)
            {
                addresses.TryRemove(address, out _);
            }
        }
    }
}
