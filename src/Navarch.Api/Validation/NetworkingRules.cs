using System.Net;
using Navarch.Api.Networking.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for networking.k8s.io.</summary>
internal static class NetworkingRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Ingress ingress, ErrorList errors)
    {
        if (ingress.Spec.Rules.IsEmpty && ingress.Spec.DefaultBackend is null)
        {
            errors.Invalid(Spec, ingress.Spec, "either `defaultBackend` or `rules` must be specified");
        }

        if (ingress.Spec.DefaultBackend is { } backend)
        {
            Validate(backend, Spec.Child("defaultBackend"), errors);
        }

        for (var i = 0; i < ingress.Spec.Rules.Count; i++)
        {
            var rule = ingress.Spec.Rules[i];
            var path = Spec.Child("rules").Index(i);
            if (rule.Host.Length > 0)
            {
                var host = rule.Host.StartsWith("*.", StringComparison.Ordinal) ? rule.Host[2..] : rule.Host;
                errors.Check(path.Child("host"), rule.Host, System.Net.IPAddress.TryParse(rule.Host, out _) ? "must be a DNS name, not an IP address" : Names.Dns1123SubdomainProblem(host));
            }

            var paths = rule.HTTP?.Paths ?? default;
            if (rule.HTTP is not null && paths.IsEmpty)
            {
                errors.Required(path.Child("http", "paths"));
            }

            for (var j = 0; j < paths.Count; j++)
            {
                var at = path.Child("http", "paths").Index(j);
                if (paths[j].PathType is null)
                {
                    errors.Required(at.Child("pathType"), "pathType must be specified");
                }
                else if (paths[j].PathType is "Exact" or "Prefix" && !paths[j].Path.StartsWith('/'))
                {
                    errors.Invalid(at.Child("path"), paths[j].Path, "must be an absolute path");
                }

                Validate(paths[j].Backend, at.Child("backend"), errors);
            }
        }
    }

    public static void Validate(NetworkPolicy policy, ErrorList errors)
    {
        SelectorRules.Validate(policy.Spec.PodSelector, Spec.Child("podSelector"), errors);
        for (var i = 0; i < policy.Spec.Ingress.Count; i++)
        {
            var rule = policy.Spec.Ingress[i];
            Peers(rule.From, Spec.Child("ingress").Index(i).Child("from"), errors);
            Ports(rule.Ports, Spec.Child("ingress").Index(i).Child("ports"), errors);
        }

        for (var i = 0; i < policy.Spec.Egress.Count; i++)
        {
            var rule = policy.Spec.Egress[i];
            Peers(rule.To, Spec.Child("egress").Index(i).Child("to"), errors);
            Ports(rule.Ports, Spec.Child("egress").Index(i).Child("ports"), errors);
        }
    }

    private static void Validate(IngressBackend backend, FieldPath path, ErrorList errors)
    {
        if (backend.Service is null == backend.Resource is null)
        {
            errors.Invalid(path, "", backend.Service is null ? "resource or service backend is required" : "cannot set both resource and service backends");
        }
        else if (backend.Service is { } service)
        {
            if (service.Name.Length == 0)
            {
                errors.Required(path.Child("service", "name"));
            }

            if ((service.Port.Name.Length > 0) == (service.Port.Number != 0))
            {
                errors.Required(path, "port name or number is required");
            }
        }
    }

    private static void Peers(ValueList<NetworkPolicyPeer> peers, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[i];
            var at = path.Index(i);
            SelectorRules.Validate(peer.PodSelector, at.Child("podSelector"), errors);
            SelectorRules.Validate(peer.NamespaceSelector, at.Child("namespaceSelector"), errors);
            if (peer is { PodSelector: null, NamespaceSelector: null, IPBlock: null })
            {
                errors.Required(at, "must specify a peer");
            }
            else if (peer.IPBlock is not null && (peer.PodSelector is not null || peer.NamespaceSelector is not null))
            {
                errors.Forbidden(at, "may not specify both ipBlock and another peer");
            }

            if (peer.IPBlock is { } block && !IPNetwork.TryParse(block.CIDR, out _))
            {
                errors.Invalid(at.Child("ipBlock", "cidr"), block.CIDR, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
        }
    }

    private static void Ports(ValueList<NetworkPolicyPort> ports, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i].Port is { } port)
            {
                ContainerRules.Port(port, path.Index(i).Child("port"), errors);
                if (ports[i].EndPort < port.Number)
                {
                    errors.Invalid(path.Index(i).Child("endPort"), ports[i].EndPort, "must be greater than or equal to `port`");
                }
            }
            else if (ports[i].EndPort is not null)
            {
                errors.Invalid(path.Index(i).Child("endPort"), ports[i].EndPort, "may not be specified when `port` is not specified");
            }
        }
    }
}
