using System.Net;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for services and endpoints.</summary>
internal static class ServiceRules
{
    private const int MaxAffinitySeconds = 86400;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Service service, ErrorList errors)
    {
        var spec = service.Spec;
        var isHeadless = spec.ClusterIP == "None";
        if (spec.Ports.IsEmpty && !isHeadless && spec.Type != ServiceTypes.ExternalName)
        {
            errors.Required(Spec.Child("ports"));
        }

        Ports(spec, errors);
        MetadataRules.Labels(spec.Selector, Spec.Child("selector"), errors);
        switch (spec.Type)
        {
            case "":
                errors.Required(Spec.Child("type"));
                break;
            case ServiceTypes.LoadBalancer or ServiceTypes.NodePort when isHeadless:
                errors.Invalid(Spec.Child("clusterIPs").Index(0), "None", $"may not be set to 'None' for {spec.Type} services");
                break;
            case ServiceTypes.ExternalName when spec.ClusterIP.Length > 0:
                errors.Forbidden(Spec.Child("clusterIP"), "may not be set for ExternalName services");
                break;
            case ServiceTypes.ExternalName when spec.ExternalName.Length == 0:
                errors.Required(Spec.Child("externalName"));
                break;
            case ServiceTypes.ExternalName:
                errors.Check(Spec.Child("externalName"), spec.ExternalName, Names.Dns1123SubdomainProblem(spec.ExternalName.TrimEnd('.')));
                break;
            default:
                break;
        }

        if (!isHeadless && spec.ClusterIP.Length > 0)
        {
            Address(spec.ClusterIP, Spec.Child("clusterIP"), errors);
        }

        for (var i = 0; i < spec.ExternalIPs.Count; i++)
        {
            Address(spec.ExternalIPs[i], Spec.Child("externalIPs").Index(i), errors);
        }

        for (var i = 0; i < spec.LoadBalancerSourceRanges.Count; i++)
        {
            if (!IPNetwork.TryParse(spec.LoadBalancerSourceRanges[i].Trim(), out _))
            {
                errors.Invalid(Spec.Child("loadBalancerSourceRanges").Index(i), spec.LoadBalancerSourceRanges[i], "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
        }

        if (spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds is { } seconds and not (> 0 and <= MaxAffinitySeconds))
        {
            errors.Invalid(Spec.Child("sessionAffinityConfig", "clientIP").Child("timeoutSeconds"), seconds, $"must be greater than 0 and less than {MaxAffinitySeconds}");
        }

        if (spec.ExternalTrafficPolicy.Length > 0 && spec.Type == ServiceTypes.ClusterIP && spec.ExternalIPs.IsEmpty)
        {
            errors.Invalid(Spec.Child("externalTrafficPolicy"), spec.ExternalTrafficPolicy, "may only be set for externally-accessible services");
        }
    }

    public static void ValidateUpdate(Service service, Service old, ErrorList errors)
    {
        // The cluster address stays as long as the service has one.
        if (old.Spec.Type != ServiceTypes.ExternalName && service.Spec.Type != ServiceTypes.ExternalName && old.Spec.ClusterIP.Length > 0
            && service.Spec.ClusterIP != old.Spec.ClusterIP)
        {
            errors.Invalid(Spec.Child("clusterIPs").Index(0), service.Spec.ClusterIP.Length > 0 ? service.Spec.ClusterIP : null, "may not change once set");
        }
    }

    public static void Validate(Endpoints endpoints, ErrorList errors)
    {
        for (var i = 0; i < endpoints.Subsets.Count; i++)
        {
            var subset = endpoints.Subsets[i];
            var path = FieldPath.Of("subsets").Index(i);
            if (subset.Addresses.IsEmpty && subset.NotReadyAddresses.IsEmpty)
            {
                errors.Required(path, "must specify `addresses` or `notReadyAddresses`");
            }

            Addresses(subset.Addresses, path.Child("addresses"), errors);
            Addresses(subset.NotReadyAddresses, path.Child("notReadyAddresses"), errors);
            for (var j = 0; j < subset.Ports.Count; j++)
            {
                var port = subset.Ports[j];
                if (port.Name.Length == 0 && subset.Ports.Count > 1)
                {
                    errors.Required(path.Child("ports").Index(j).Child("name"));
                }
                else if (port.Name.Length > 0)
                {
                    errors.Check(path.Child("ports").Index(j).Child("name"), port.Name, Names.Dns1123LabelProblem(port.Name));
                }

                errors.InRange(path.Child("ports").Index(j).Child("port"), port.Port, 1, 65535);
            }
        }
    }

    private static void Ports(ServiceSpec spec, ErrorList errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Ports.Count; i++)
        {
            var port = spec.Ports[i];
            var path = Spec.Child("ports").Index(i);
            if (port.Name.Length == 0 && spec.Ports.Count > 1)
            {
                errors.Required(path.Child("name"));
            }
            else if (port.Name.Length > 0)
            {
                errors.Check(path.Child("name"), port.Name, Names.Dns1123LabelProblem(port.Name));
                if (!names.Add(port.Name))
                {
                    errors.Duplicate(path.Child("name"), port.Name);
                }
            }

            errors.InRange(path.Child("port"), port.Port, 1, 65535);
            PortRules.Reference(port.TargetPort, path, "targetPort", errors);
            if (!numbers.Add($"{port.Port}/{port.Protocol}"))
            {
                errors.Duplicate(path, port);
            }

            if (port.NodePort != 0 && spec.Type == ServiceTypes.ClusterIP)
            {
                errors.Forbidden(path.Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }
            else if (port.NodePort != 0)
            {
                errors.InRange(path.Child("nodePort"), port.NodePort, 1, 65535);
            }
        }
    }

    private static void Addresses(ValueList<EndpointAddress> addresses, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            Address(addresses[i].IP, path.Index(i).Child("ip"), errors);
        }
    }

    private static void Address(string address, FieldPath path, ErrorList errors)
    {
        if (!IPAddress.TryParse(address, out _))
        {
            errors.Invalid(path, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
    }
}
