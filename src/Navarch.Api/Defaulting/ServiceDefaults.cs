using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of services and their endpoints.</summary>
internal static class ServiceDefaults
{
    private const int ClientIPSeconds = 10800;

    public static Service Apply(Service service)
    {
        var spec = service.Spec;
        var type = spec.Type.Or(ServiceTypes.ClusterIP);
        var isExternal = type is ServiceTypes.NodePort or ServiceTypes.LoadBalancer;
        spec = spec with
        {
            Type = type,
            SessionAffinity = spec.SessionAffinity.Or(ServiceAffinities.None),
            SessionAffinityConfig = Affinity(spec),
            Ports = spec.Ports.Change(Port),
            ExternalTrafficPolicy = isExternal || (type == ServiceTypes.ClusterIP && !spec.ExternalIPs.IsEmpty)
                ? spec.ExternalTrafficPolicy.Or(ServiceExternalTrafficPolicies.Cluster) : spec.ExternalTrafficPolicy,
            InternalTrafficPolicy = spec.InternalTrafficPolicy ?? (isExternal || type == ServiceTypes.ClusterIP ? ServiceInternalTrafficPolicies.Cluster : null),
            AllocateLoadBalancerNodePorts = spec.AllocateLoadBalancerNodePorts ?? (type == ServiceTypes.LoadBalancer ? true : null),
        };
        var ingress = service.Status.LoadBalancer.Ingress.Change(i => i.IP.Length > 0 && i.IPMode is null ? i with { IPMode = LoadBalancerIPModes.VIP } : i);
        return service with
        {
            Spec = spec,
            Status = ingress.IsEmpty ? service.Status : service.Status with { LoadBalancer = service.Status.LoadBalancer with { Ingress = ingress } },
        };
    }

    public static Endpoints Apply(Endpoints endpoints) => endpoints with
    {
        Subsets = endpoints.Subsets.Change(s => s with { Ports = s.Ports.Change(p => p.Protocol.Length > 0 ? p : p with { Protocol = Protocols.TCP }) }),
    };

    public static EndpointSlice Apply(EndpointSlice slice) => slice with
    {
        Ports = slice.Ports.Change(p => p is { Name: not null, Protocol: not null } ? p : p with { Name = p.Name ?? "", Protocol = p.Protocol ?? Protocols.TCP }),
    };

    private static SessionAffinityConfig? Affinity(ServiceSpec spec)
    {
        if (spec.SessionAffinity != ServiceAffinities.ClientIP)
        {
            return null;
        }

        return spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds is not null
            ? spec.SessionAffinityConfig
            : new() { ClientIP = new() { TimeoutSeconds = ClientIPSeconds } };
    }

    private static ServicePort Port(ServicePort port) => port with
    {
        Protocol = port.Protocol.Or(Protocols.TCP),
        TargetPort = port.TargetPort == default || port.TargetPort == "" ? port.Port : port.TargetPort,
    };
}
