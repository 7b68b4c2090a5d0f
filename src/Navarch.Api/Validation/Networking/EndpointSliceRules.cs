using System.Net.Sockets;
using Navarch.Api.Discovery.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for endpoint slices.</summary>
internal static class EndpointSliceRules
{
    private const int MostEndpoints = 1000;
    private const int MostPorts = 20000;
    private const int MostAddresses = 100;
    private const int MostTopologyLabels = 16;
    private const int MostHints = 8;

    public static void Validate(EndpointSlice slice, ErrorList errors)
    {
        var path = FieldPath.Of("endpoints");
        if (slice.Endpoints.Count > MostEndpoints)
        {
            errors.TooMany(path, slice.Endpoints.Count, MostEndpoints);
            return;
        }

        for (var i = 0; i < slice.Endpoints.Count; i++)
        {
            Endpoint(slice.Endpoints[i], slice.AddressType, path.Index(i), errors);
        }

        Ports(slice.Ports, FieldPath.Of("ports"), errors);
    }

    public static void ValidateUpdate(EndpointSlice slice, EndpointSlice old, ErrorList errors) =>
        errors.Immutable(FieldPath.Of("addressType"), slice.AddressType, old.AddressType);

    public static IEnumerable<string> Warnings(EndpointSlice slice, EndpointSlice? old) =>
        slice.AddressType == AddressTypes.FQDN && old is null ? ["addressType: FQDN endpoints are deprecated"]
        : slice.AddressType != AddressTypes.IPv6 ? []
        : slice.Endpoints.SelectMany((e, i) => e.Addresses.SelectMany((a, j) => AddressRules.CanonicalWarnings(FieldPath.Of("endpoints").Index(i).Child("addresses").Index(j), a)));

    private static void Endpoint(Endpoint endpoint, string type, FieldPath path, ErrorList errors)
    {
        var addresses = path.Child("addresses");
        if (endpoint.Addresses.IsEmpty)
        {
            errors.Required(addresses, "must contain at least 1 address");
        }
        else if (endpoint.Addresses.Count > MostAddresses)
        {
            errors.TooMany(addresses, endpoint.Addresses.Count, MostAddresses);
        }

        for (var i = 0; i < Math.Min(endpoint.Addresses.Count, MostAddresses); i++)
        {
            Address(endpoint.Addresses[i], type, addresses.Index(i), errors);
        }

        NamedRules.Optional(path.Child("nodeName"), endpoint.NodeName, Names.Dns1123SubdomainProblem, errors);
        if (endpoint.Hostname is { } hostname)
        {
            errors.Check(path.Child("hostname"), hostname, Names.Dns1123LabelProblem(hostname));
        }

        NamedRules.Optional(path.Child("zone"), endpoint.Zone, Names.LabelValueProblem, errors);
        if (endpoint.DeprecatedTopology.Count > MostTopologyLabels)
        {
            errors.TooMany(path.Child("deprecatedTopology"), endpoint.DeprecatedTopology.Count, MostTopologyLabels);
        }

        MetadataRules.Labels(endpoint.DeprecatedTopology, path.Child("deprecatedTopology"), errors);
        Hints(endpoint.Hints?.ForZones.Select(z => z.Name).ToValueList() ?? default, Names.LabelValueProblem, path.Child("hints", "forZones"), errors);
        Hints(endpoint.Hints?.ForNodes.Select(n => n.Name).ToValueList() ?? default, Names.Dns1123SubdomainProblem, path.Child("hints", "forNodes"), errors);
    }

    private static void Address(string address, string type, FieldPath path, ErrorList errors)
    {
        switch (type)
        {
            case AddressTypes.IPv4:
                errors.Check(path, address, AddressRules.AddressProblem(address, AddressFamily.InterNetwork));
                AddressRules.Reachable(address, path, errors);
                break;
            case AddressTypes.IPv6:
                errors.Check(path, address, AddressRules.AddressProblem(address, AddressFamily.InterNetworkV6));
                AddressRules.Reachable(address, path, errors);
                break;
            case AddressTypes.FQDN:
                NamedRules.Domain(path, address.EndsWith('.') ? address[..^1] : address, 2, errors);
                break;
            default:
                // The schema's check of addressType has told.
                break;
        }
    }

    private static void Hints(ValueList<string> names, Func<string, string?> problem, FieldPath path, ErrorList errors)
    {
        if (names.Count > MostHints)
        {
            errors.TooMany(path, names.Count, MostHints);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            var at = path.Index(i).Child("name");
            if (!seen.Add(names[i]))
            {
                errors.Duplicate(at, names[i]);
            }

            NamedRules.Needed(at, names[i], problem, errors);
        }
    }

    private static void Ports(ValueList<EndpointPort> ports, FieldPath path, ErrorList errors)
    {
        if (ports.Count > MostPorts)
        {
            errors.TooMany(path, ports.Count, MostPorts);
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            var at = path.Index(i);
            NamedRules.Optional(at.Child("name"), port.Name, Names.Dns1123LabelProblem, errors);
            if (!names.Add(port.Name ?? ""))
            {
                errors.Duplicate(at.Child("name"), port.Name);
            }

            if (port.Port is { } number)
            {
                errors.Check(at.Child("port"), number, NamedRules.PortProblem(number));
            }

            NamedRules.Optional(at.Child("appProtocol"), port.AppProtocol, Names.QualifiedNameProblem, errors);
        }
    }
}
