using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Api.Networking.V1;

namespace Navarch.Api.Printing;

/// <summary>The tables of services and what leads to them.</summary>
internal static class ServiceColumns
{
    public static readonly ColumnSet Services = ColumnSet.Of<Service>(
        ColumnSet.Name<Service>(),
        new("Type", s => s.Spec.Type, description: "How the service is reached."),
        new("Cluster-IP", s => s.Spec.ClusterIPs is [var first, ..] ? first : Texts.OrNone(s.Spec.ClusterIP), description: "Its address in the cluster."),
        new("External-IP", ExternalIP, description: "Its addresses from outside."),
        new("Port(s)", Ports, description: "Its ports."),
        ColumnSet.Age<Service>(),
        new("Selector", s => Texts.Labels(s.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet EndpointsOf = ColumnSet.Of<Endpoints>(
        ColumnSet.Name<Endpoints>(),
        new("Endpoints", e => Texts.Some(Addresses(e), 3, Texts.None), description: "The addresses and ports."),
        ColumnSet.Age<Endpoints>());

    public static readonly ColumnSet EndpointSlices = ColumnSet.Of<EndpointSlice>(
        ColumnSet.Name<EndpointSlice>(),
        new("AddressType", s => s.AddressType, description: "The type of the addresses."),
        new("Ports", s => Texts.Some([.. s.Ports.Select(p => p.Port?.ToString() ?? (p.Name is { Length: > 0 } name ? name : "*"))], 3, Texts.Unset), description: "The ports."),
        new("Endpoints", s => Texts.Some([.. s.Endpoints.SelectMany(e => e.Addresses)], 3, Texts.Unset), description: "The addresses."),
        ColumnSet.Age<EndpointSlice>());

    public static readonly ColumnSet Ingresses = ColumnSet.Of<Ingress>(
        ColumnSet.Name<Ingress>(),
        new("Class", i => i.Spec.IngressClassName ?? Texts.None, description: "The controller that serves it."),
        new("Hosts", Hosts, description: "The hosts it serves."),
        new("Address", i => Sorted(i.Status.LoadBalancer.Ingress.Select(a => a.IP.Length > 0 ? a.IP : a.Hostname)), description: "Where it is reached."),
        new("Ports", i => i.Spec.TLS.IsEmpty ? "80" : "80, 443", description: "Its ports."),
        ColumnSet.Age<Ingress>());

    public static readonly ColumnSet IngressClasses = ColumnSet.Of<IngressClass>(
        ColumnSet.Name<IngressClass>(),
        new("Controller", c => c.Spec.Controller, description: "The controller's name."),
        new("Parameters", c => c.Spec.Parameters is { } p ? $"{p.Kind}{(p.APIGroup is { } group ? "." + group : "")}/{p.Name}" : Texts.None, description: "What sets the controller up."),
        ColumnSet.Age<IngressClass>());

    public static readonly ColumnSet NetworkPolicies = ColumnSet.Of<NetworkPolicy>(
        ColumnSet.Name<NetworkPolicy>(),
        new("Pod-Selector", p => Texts.Selector(p.Spec.PodSelector), description: "The labels of the pods it rules."),
        ColumnSet.Age<NetworkPolicy>());

    public static readonly ColumnSet ServiceCIDRs = ColumnSet.Of<ServiceCIDR>(
        ColumnSet.Name<ServiceCIDR>(),
        new("CIDRs", c => string.Join(',', c.Spec.CIDRs), description: "The ranges of service addresses."),
        ColumnSet.Age<ServiceCIDR>());

    public static readonly ColumnSet IPAddresses = ColumnSet.Of<IPAddress>(
        ColumnSet.Name<IPAddress>(),
        new("ParentRef", a => a.Spec.ParentRef is { } p ? $"{p.Resource}{(p.Group.Length > 0 ? "." + p.Group : "")}/{(p.Namespace.Length > 0 ? p.Namespace + "/" : "")}{p.Name}" : Texts.None, description: "The object that holds the address."),
        ColumnSet.Age<IPAddress>());

    private static Cell ExternalIP(Service service)
    {
        var external = string.Join(',', service.Spec.ExternalIPs);
        if (service.Spec.Type == ServiceTypes.ExternalName)
        {
            return service.Spec.ExternalName;
        }

        if (service.Spec.Type != ServiceTypes.LoadBalancer)
        {
            return Texts.OrNone(external);
        }

        var balancer = Sorted(service.Status.LoadBalancer.Ingress.Select(i => i.IP.Length > 0 ? i.IP : i.Hostname));
        var all = balancer.Length > 0 && external.Length > 0 ? $"{balancer},{external}" : balancer + external;
        return all.Length > 0 ? all : "<pending>";
    }

    private static Cell Ports(Service service) => Texts.OrNone(string.Join(',', service.Spec.Ports.Select(p =>
        p.NodePort > 0 ? $"{p.Port}:{p.NodePort}/{p.Protocol}" : $"{p.Port}/{p.Protocol}")));

    private static string Sorted(IEnumerable<string> addresses) =>
        string.Join(',', addresses.Where(a => a.Length > 0).Distinct().Order(StringComparer.Ordinal));

    // The first three hosts; how many rules are left counts also those without a host.
    private static Cell Hosts(Ingress ingress)
    {
        const int most = 3;
        var shown = new List<string>(most);
        var isCut = false;
        foreach (var rule in ingress.Spec.Rules)
        {
            isCut |= shown.Count == most;
            if (!isCut && rule.Host.Length > 0)
            {
                shown.Add(rule.Host);
            }
        }

        return shown.Count == 0 ? "*" : string.Join(',', shown) + (isCut ? $" + {ingress.Spec.Rules.Count - most} more..." : "");
    }

    // Port by port, so that each shows all addresses before the next.
    private static List<string> Addresses(Endpoints endpoints)
    {
        var all = new List<string>();
        foreach (var subset in endpoints.Subsets)
        {
            if (subset.Ports.IsEmpty)
            {
                all.AddRange(subset.Addresses.Select(a => a.IP));
            }

            foreach (var port in subset.Ports)
            {
                all.AddRange(subset.Addresses.Select(a => a.IP.Contains(':', StringComparison.Ordinal) ? $"[{a.IP}]:{port.Port}" : $"{a.IP}:{port.Port}"));
            }
        }

        return all;
    }
}
