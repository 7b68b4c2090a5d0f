using Navarch.Api.Core.V1;
using Navarch.Api.Networking.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of networking.k8s.io.</summary>
internal static class NetworkingDefaults
{
    /// <summary>A policy rules incoming traffic, and outgoing traffic when it has rules for it.</summary>
    public static NetworkPolicy Apply(NetworkPolicy policy) => policy with
    {
        Spec = policy.Spec with
        {
            PolicyTypes = !policy.Spec.PolicyTypes.IsEmpty ? policy.Spec.PolicyTypes
                : policy.Spec.Egress.IsEmpty ? [PolicyTypes.Ingress] : [PolicyTypes.Ingress, PolicyTypes.Egress],
            Ingress = policy.Spec.Ingress.Change(r => r with { Ports = r.Ports.Change(Port) }),
            Egress = policy.Spec.Egress.Change(r => r with { Ports = r.Ports.Change(Port) }),
        },
    };

    public static IngressClass Apply(IngressClass ingressClass) => ingressClass.Spec.Parameters is { Scope: null } parameters
        ? ingressClass with { Spec = ingressClass.Spec with { Parameters = parameters with { Scope = "Cluster" } } }
        : ingressClass;

    private static NetworkPolicyPort Port(NetworkPolicyPort port) => port.Protocol is not null ? port : port with { Protocol = Protocols.TCP };
}
