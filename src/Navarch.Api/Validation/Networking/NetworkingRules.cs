using Navarch.Api.Networking.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for network policies and the addresses of services.</summary>
internal static class NetworkingRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(NetworkPolicy policy, ErrorList errors)
    {
        SelectorRules.Validate(policy.Spec.PodSelector, Spec.Child("podSelector"), errors);
        for (var i = 0; i < policy.Spec.Ingress.Count; i++)
        {
            var rule = policy.Spec.Ingress[i];
            Ports(rule.Ports, Spec.Child("ingress").Index(i).Child("ports"), errors);
            Peers(rule.From, Spec.Child("ingress").Index(i).Child("from"), errors);
        }

        for (var i = 0; i < policy.Spec.Egress.Count; i++)
        {
            var rule = policy.Spec.Egress[i];
            Ports(rule.Ports, Spec.Child("egress").Index(i).Child("ports"), errors);
            Peers(rule.To, Spec.Child("egress").Index(i).Child("to"), errors);
        }

        if (policy.Spec.PolicyTypes.Count > 2)
        {
            errors.Invalid(Spec.Child("policyTypes"), policy.Spec.PolicyTypes, "may not specify more than two policyTypes");
        }
    }

    public static IEnumerable<string> Warnings(NetworkPolicy policy, NetworkPolicy? old) =>
        policy.Spec.Ingress.SelectMany((r, i) => Warnings(r.From, Spec.Child("ingress").Index(i).Child("from")))
            .Concat(policy.Spec.Egress.SelectMany((r, i) => Warnings(r.To, Spec.Child("egress").Index(i).Child("to"))));

    public static IEnumerable<string> Warnings(ServiceCIDR range, ServiceCIDR? old) =>
        range.Spec.CIDRs.SelectMany((c, i) => AddressRules.CanonicalWarnings(Spec.Child("cidrs").Index(i), c));

    /// <summary>The name is the address, written in the one way that counts.</summary>
    public static string? AddressNameProblem(string name) =>
        AddressRules.Address(name) is not { } address ? "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
        : address.ToString() != name ? "must be a canonical format IP address"
        : null;

    public static void Validate(IPAddress address, ErrorList errors)
    {
        var path = Spec.Child("parentRef");
        if (address.Spec.ParentRef is not { } parent)
        {
            errors.Required(path);
            return;
        }

        NamedRules.Optional(path.Child("group"), parent.Group, Names.Dns1123SubdomainProblem, errors);
        NamedRules.Needed(path.Child("resource"), parent.Resource, Names.PathSegmentProblem, errors);
        NamedRules.Needed(path.Child("name"), parent.Name, Names.PathSegmentProblem, errors);
        NamedRules.Optional(path.Child("namespace"), parent.Namespace, Names.PathSegmentProblem, errors);
    }

    public static void ValidateUpdate(IPAddress address, IPAddress old, ErrorList errors) =>
        errors.Immutable(Spec.Child("parentRef"), address.Spec.ParentRef, old.Spec.ParentRef);

    public static void Validate(ServiceCIDR range, ErrorList errors)
    {
        var path = Spec.Child("cidrs");
        var ranges = range.Spec.CIDRs;
        if (ranges.IsEmpty)
        {
            errors.Required(path, "at least one CIDR required");
        }
        else if (ranges.Count > 2)
        {
            errors.Invalid(path, ranges, "may only hold up to 2 values");
        }

        for (var i = 0; i < ranges.Count; i++)
        {
            errors.Check(path.Index(i), ranges[i], AddressRules.RangeProblem(ranges[i]));
        }

        if (ranges.Count == 2 && AddressRules.Range(ranges[0]) is { } first && AddressRules.Range(ranges[1]) is { } second
            && first.BaseAddress.AddressFamily == second.BaseAddress.AddressFamily)
        {
            errors.Invalid(path, ranges, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96");
        }
    }

    /// <summary>The ranges stay; a range of the other family may join a single one.</summary>
    public static void ValidateUpdate(ServiceCIDR range, ServiceCIDR old, ErrorList errors)
    {
        var (now, before) = (range.Spec.CIDRs, old.Spec.CIDRs);
        if (before.Count == 1 && now.Count == 2)
        {
            errors.Immutable(Spec.Child("cidrs").Index(0), now[0], before[0]);
        }
        else
        {
            errors.Immutable(Spec.Child("cidrs"), now, before);
        }
    }

    private static IEnumerable<string> Warnings(ValueList<NetworkPolicyPeer> peers, FieldPath path) => peers.SelectMany((p, i) => p.IPBlock is not { } block ? []
        : AddressRules.CanonicalWarnings(path.Index(i).Child("ipBlock", "cidr"), block.CIDR)
            .Concat(block.Except.SelectMany((e, j) => AddressRules.CanonicalWarnings(path.Index(i).Child("ipBlock", "except").Index(j), e))));

    private static void Peers(ValueList<NetworkPolicyPeer> peers, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[i];
            var at = path.Index(i);
            SelectorRules.Validate(peer.PodSelector, at.Child("podSelector"), errors);
            SelectorRules.Validate(peer.NamespaceSelector, at.Child("namespaceSelector"), errors);
            if (peer.IPBlock is { } block)
            {
                Block(block, at.Child("ipBlock"), errors);
            }

            if (peer is { PodSelector: null, NamespaceSelector: null, IPBlock: null })
            {
                errors.Required(at, "must specify a peer");
            }
            else if (peer.IPBlock is not null && (peer.PodSelector is not null || peer.NamespaceSelector is not null))
            {
                errors.Forbidden(at, "may not specify both ipBlock and another peer");
            }
        }
    }

    private static void Block(IPBlock block, FieldPath path, ErrorList errors)
    {
        NamedRules.Needed(path.Child("cidr"), block.CIDR, AddressRules.RangeProblem, errors);
        var whole = AddressRules.Range(block.CIDR);
        for (var i = 0; i < block.Except.Count; i++)
        {
            var at = path.Child("except").Index(i);
            errors.Check(at, block.Except[i], AddressRules.RangeProblem(block.Except[i]));
            if (whole is { } range && AddressRules.Range(block.Except[i]) is { } except
                && (!range.Contains(except.BaseAddress) || except.PrefixLength <= range.PrefixLength))
            {
                errors.Invalid(at, block.Except[i], "must be a strict subset of `cidr`");
            }
        }
    }

    private static void Ports(ValueList<NetworkPolicyPort> ports, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, end) = (ports[i].Port, ports[i].EndPort);
            var at = path.Index(i);
            if (port is { IsString: true } name)
            {
                errors.Check(at.Child("port"), name.Text, Names.PortNameProblem(name.Text));
                errors.Check(at.Child("endPort"), end, end is null ? null : "may not be specified when `port` is non-numeric");
            }
            else if (port is { } number)
            {
                errors.Check(at.Child("port"), number.Number, NamedRules.PortProblem(number.Number));
                errors.Check(at.Child("endPort"), end, end < number.Number ? "must be greater than or equal to `port`" : null);
                errors.Check(at.Child("endPort"), end, end is null ? null : NamedRules.PortProblem(end.Value));
            }
            else
            {
                errors.Check(at.Child("endPort"), end, end is null ? null : "may not be specified when `port` is not specified");
            }
        }
    }
}
