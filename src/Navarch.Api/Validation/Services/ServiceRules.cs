using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>
/// Rules for services. Which addresses and families fit the ranges of the cluster is the server's business.
/// </summary>
internal static class ServiceRules
{
    private const string Headless = "None";
    private const int MaxAffinitySeconds = 86400;
    private const int AgentPort = 10250;
    private const string SourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private const string OnlyBalancers = "may only be used when `type` is 'LoadBalancer'";
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly IReadOnlyList<string> Distributions = ["PreferClose", "PreferSameNode", "PreferSameZone"];

    public static void Validate(Service service, ErrorList errors)
    {
        var spec = service.Spec;
        var isHeadless = spec.ClusterIP == Headless;
        if (spec.Ports.IsEmpty && !isHeadless && spec.Type != ServiceTypes.ExternalName)
        {
            errors.Required(Spec.Child("ports"));
        }

        ServicePortRules.Validate(spec, errors);
        MetadataRules.Labels(spec.Selector, Spec.Child("selector"), errors);
        switch (spec.Type)
        {
            case "":
                errors.Required(Spec.Child("type"));
                break;
            case ServiceTypes.ExternalName:
                External(spec, errors);
                break;
            case ServiceTypes.LoadBalancer or ServiceTypes.NodePort when isHeadless:
                errors.Invalid(Spec.Child("clusterIPs").Index(0), Headless, $"may not be set to 'None' for {spec.Type} services");
                break;
            default:
                break;
        }

        Affinity(spec, errors);
        Addresses(spec, isHeadless, errors);
        Balancer(service, errors);
        Traffic(spec, errors);
    }

    /// <summary>Addresses stay as long as the service needs some, and so does the class of its load balancer.</summary>
    public static void ValidateUpdate(Service service, Service old, ErrorList errors)
    {
        var (spec, before) = (service.Spec, old.Spec);
        if (before.Type != ServiceTypes.ExternalName && spec.Type != ServiceTypes.ExternalName && before.ClusterIP.Length > 0
            && spec.ClusterIP != before.ClusterIP)
        {
            errors.Invalid(Spec.Child("clusterIPs").Index(0), spec.ClusterIP.Length > 0 ? spec.ClusterIP : null, "may not change once set");
        }

        if (spec.Type == ServiceTypes.LoadBalancer && before.Type == ServiceTypes.LoadBalancer && spec.LoadBalancerClass != before.LoadBalancerClass)
        {
            errors.Invalid(Spec.Child("loadBalancerClass"), spec.LoadBalancerClass, "may not change once set");
        }
    }

    /// <summary>Where a load balancer can be reached: addresses, or names that are no addresses.</summary>
    public static void ValidateStatus(Service service, Service old, ErrorList errors)
    {
        var ingress = service.Status.LoadBalancer.Ingress;
        var path = FieldPath.Of("status").Child("loadBalancer", "ingress");
        if (!ingress.IsEmpty && service.Spec.Type != ServiceTypes.LoadBalancer)
        {
            errors.Forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
        }

        for (var i = 0; i < ingress.Count; i++)
        {
            var (point, at) = (ingress[i], path.Index(i));
            errors.Check(at, "ip", point.IP, AddressRules.AddressProblem);
            if (point.IPMode is not null && point.IP.Length == 0)
            {
                errors.Forbidden(at.Child("ipMode"), "may not be specified when `ip` is not set");
            }
            else if (point.IPMode is null && point.IP.Length > 0)
            {
                errors.Required(at.Child("ipMode"), "must be specified when `ip` is set");
            }

            errors.Check(at, "hostname", point.Hostname, h =>
                AddressRules.Address(h) is not null ? "must be a DNS name, not an IP address" : Names.Dns1123SubdomainProblem(h));
        }
    }

    /// <summary>What does nothing for the type of service it is set on, and addresses written in a form of their own.</summary>
    public static IEnumerable<string> Warnings(Service service, Service? old)
    {
        var spec = service.Spec;
        if (spec.ExternalIPs.Count > 0 && spec.Type == ServiceTypes.ExternalName)
        {
            yield return "spec.externalIPs is ignored when spec.type is \"ExternalName\"";
        }

        if (spec.Type == ServiceTypes.ExternalName && spec.SessionAffinity == ServiceAffinities.ClientIP)
        {
            yield return "spec.SessionAffinity is ignored when spec.type is \"ExternalName\"";
        }

        if (spec.ClusterIP == Headless)
        {
            if (spec.LoadBalancerIP.Length > 0)
            {
                yield return "spec.loadBalancerIP is ignored for headless services";
            }

            if (spec.ExternalIPs.Count > 0)
            {
                yield return "spec.externalIPs is ignored for headless services";
            }

            if (spec.SessionAffinity == ServiceAffinities.ClientIP)
            {
                yield return "spec.SessionAffinity is ignored for headless services";
            }
        }

        foreach (var (address, at) in spec.ClusterIPs.Select((a, i) => (a, Spec.Child("clusterIPs").Index(i)))
            .Concat(spec.ExternalIPs.Select((a, i) => (a, Spec.Child("externalIPs").Index(i))))
            .Concat(spec.LoadBalancerSourceRanges.Select((a, i) => (a, Spec.Child("loadBalancerSourceRanges").Index(i)))))
        {
            foreach (var warning in AddressRules.CanonicalWarnings(at, address))
            {
                yield return warning;
            }
        }
    }

    private static void External(ServiceSpec spec, ErrorList errors)
    {
        const string Detail = "may not be set for ExternalName services";
        errors.Absent(spec.ClusterIP.Length == 0 && spec.ClusterIPs.IsEmpty, Spec, "clusterIPs", Detail);
        errors.Absent(spec.IPFamilies.IsEmpty, Spec, "ipFamilies", Detail);
        errors.Absent(spec.IPFamilyPolicy is null, Spec, "ipFamilyPolicy", Detail);
        errors.Needs(Spec, "externalName", spec.ExternalName, n => Names.Dns1123SubdomainProblem(n.EndsWith('.') ? n[..^1] : n));
    }

    private static void Affinity(ServiceSpec spec, ErrorList errors)
    {
        var path = Spec.Child("sessionAffinityConfig");
        if (spec.SessionAffinity.Length == 0)
        {
            errors.Required(Spec.Child("sessionAffinity"));
        }
        else if (spec.SessionAffinity == ServiceAffinities.ClientIP)
        {
            var seconds = spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds;
            if (seconds is null)
            {
                errors.Required(path, "when session affinity type is ClientIP");
            }
            else if (seconds is <= 0 or > MaxAffinitySeconds)
            {
                errors.Invalid(path.Child("clientIP", "timeoutSeconds"), seconds, $"must be greater than 0 and less than {MaxAffinitySeconds}");
            }
        }
        else if (spec.SessionAffinityConfig is not null)
        {
            errors.Forbidden(path, "must not be set when session affinity is None");
        }
    }

    private static void Addresses(ServiceSpec spec, bool isHeadless, ErrorList errors)
    {
        if (!isHeadless && spec.Type != ServiceTypes.ExternalName)
        {
            errors.Check(Spec, "clusterIP", spec.ClusterIP, AddressRules.AddressProblem);
        }

        for (var i = 0; i < spec.ExternalIPs.Count; i++)
        {
            var (address, at) = (spec.ExternalIPs[i], Spec.Child("externalIPs").Index(i));
            errors.Check(at, address, AddressRules.AddressProblem(address));
            AddressRules.Reachable(address, at, errors);
        }
    }

    private static void Balancer(Service service, ErrorList errors)
    {
        var spec = service.Spec;
        var isBalancer = spec.Type == ServiceTypes.LoadBalancer;
        if (isBalancer)
        {
            for (var i = 0; i < spec.Ports.Count; i++)
            {
                if (spec.Ports[i].Port == AgentPort)
                {
                    errors.Invalid(Spec.Child("ports").Index(i).Child("port"), AgentPort, $"may not expose port {AgentPort} externally since it is used by kubelet");
                }
            }
        }

        var path = spec.LoadBalancerSourceRanges.IsEmpty ? FieldPath.Of("metadata").Child("annotations").Key(SourceRanges) : Spec.Child("loadBalancerSourceRanges");
        var ranges = spec.LoadBalancerSourceRanges;
        if (ranges.IsEmpty && service.Metadata.Annotations.TryGetValue(SourceRanges, out var list) && list.Trim().Length > 0)
        {
            ranges = list.Split(',').ToValueList();
        }

        if (!isBalancer && !ranges.IsEmpty)
        {
            errors.Forbidden(path, OnlyBalancers);
        }

        for (var i = 0; i < ranges.Count; i++)
        {
            errors.Check(path.Index(i), ranges[i], AddressRules.RangeProblem(ranges[i].Trim()));
        }

        errors.Absent(isBalancer || spec.AllocateLoadBalancerNodePorts is null, Spec, "allocateLoadBalancerNodePorts", OnlyBalancers);
        errors.Absent(isBalancer || spec.LoadBalancerClass is null, Spec, "loadBalancerClass", OnlyBalancers);
        if (isBalancer && spec.LoadBalancerClass is { } name)
        {
            errors.Check(Spec.Child("loadBalancerClass"), name, Names.QualifiedNameProblem(name));
        }
    }

    private static void Traffic(ServiceSpec spec, ErrorList errors)
    {
        var isOutside = spec.Type is ServiceTypes.LoadBalancer or ServiceTypes.NodePort || (spec.Type == ServiceTypes.ClusterIP && !spec.ExternalIPs.IsEmpty);
        if (isOutside && spec.ExternalTrafficPolicy.Length == 0)
        {
            errors.Required(Spec.Child("externalTrafficPolicy"));
        }
        else if (!isOutside && spec.ExternalTrafficPolicy.Length > 0)
        {
            errors.Invalid(Spec.Child("externalTrafficPolicy"), spec.ExternalTrafficPolicy, "may only be set for externally-accessible services");
        }

        if (spec.Type == ServiceTypes.LoadBalancer && spec.ExternalTrafficPolicy == ServiceExternalTrafficPolicies.Local)
        {
            errors.InRange(Spec, "healthCheckNodePort", spec.HealthCheckNodePort, 0, 65535);
        }
        else if (spec.HealthCheckNodePort != 0)
        {
            errors.Invalid(Spec.Child("healthCheckNodePort"), spec.HealthCheckNodePort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }

        if (spec.InternalTrafficPolicy is null && spec.Type is (ServiceTypes.ClusterIP or ServiceTypes.NodePort or ServiceTypes.LoadBalancer))
        {
            errors.Required(Spec.Child("internalTrafficPolicy"));
        }

        if (spec.TrafficDistribution is { } distribution && !Distributions.Contains(distribution))
        {
            errors.NotSupported(Spec.Child("trafficDistribution"), distribution, Distributions);
        }
    }
}
