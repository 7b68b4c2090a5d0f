using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for endpoints.</summary>
internal static class EndpointsRules
{
    public static void Validate(Endpoints endpoints, ErrorList errors)
    {
        for (var i = 0; i < endpoints.Subsets.Count; i++)
        {
            var (subset, at) = (endpoints.Subsets[i], FieldPath.Of("subsets").Index(i));
            if (subset.Addresses.IsEmpty && subset.NotReadyAddresses.IsEmpty)
            {
                errors.Required(at, "must specify `addresses` or `notReadyAddresses`");
            }

            Addresses(subset.Addresses, at.Child("addresses"), errors);
            Addresses(subset.NotReadyAddresses, at.Child("notReadyAddresses"), errors);
            for (var j = 0; j < subset.Ports.Count; j++)
            {
                var (port, where) = (subset.Ports[j], at.Child("ports").Index(j));
                ServicePortRules.Name(port.Name, subset.Ports.Count > 1, where, errors);
                if (port.Protocol.Length == 0)
                {
                    errors.Required(where.Child("protocol"));
                }

                errors.Check(where, "appProtocol", port.AppProtocol, Names.QualifiedNameProblem);
            }
        }
    }

    /// <summary>The old kind still works; slices are what is read.</summary>
    public static IEnumerable<string> Warnings(Endpoints endpoints, Endpoints? old)
    {
        for (var i = 0; i < endpoints.Subsets.Count; i++)
        {
            var at = FieldPath.Of("subsets").Index(i);
            var subset = endpoints.Subsets[i];
            foreach (var (address, where) in subset.Addresses.Select((a, j) => (a.IP, at.Child("addresses").Index(j).Child("ip")))
                .Concat(subset.NotReadyAddresses.Select((a, j) => (a.IP, at.Child("notReadyAddresses").Index(j).Child("ip")))))
            {
                foreach (var warning in AddressRules.CanonicalWarnings(where, address))
                {
                    yield return warning;
                }
            }
        }
    }

    private static void Addresses(ValueList<EndpointAddress> addresses, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var (address, at) = (addresses[i], path.Index(i));
            errors.Check(at.Child("ip"), address.IP, AddressRules.AddressProblem(address.IP));
            AddressRules.Reachable(address.IP, at.Child("ip"), errors);
            errors.Check(at, "hostname", address.Hostname, Names.Dns1123LabelProblem);
            errors.Check(at, "nodeName", address.NodeName, Names.Dns1123SubdomainProblem);
        }
    }
}
