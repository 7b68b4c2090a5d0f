using Navarch.Api.Authentication.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Scheduling.V1;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of namespaces, nodes and the small kinds of a cluster.</summary>
internal static class ClusterDefaults
{
    /// <summary>The label that lets selectors find a namespace by its name.</summary>
    private const string NameLabel = "kubernetes.io/metadata.name";

    public static Namespace Apply(Namespace ns) => ns with
    {
        Metadata = ns.Metadata.Name.Length == 0 || ns.Metadata.Label(NameLabel) == ns.Metadata.Name ? ns.Metadata : ns.Metadata.WithLabel(NameLabel, ns.Metadata.Name),
        Status = ns.Status.Phase.Length > 0 ? ns.Status : ns.Status with { Phase = NamespacePhases.Active },
    };

    public static Secret Apply(Secret secret) => secret.Type.Length > 0 ? secret : secret with { Type = SecretTypes.Opaque };

    public static CoreNode Apply(CoreNode node)
    {
        var spec = node.Spec;
        if (spec.PodCIDR.Length > 0 && (spec.PodCIDRs.IsEmpty || spec.PodCIDRs[0] != spec.PodCIDR))
        {
            // The older field is the first of the newer one; where they differ, the older counts.
            node = node with { Spec = spec with { PodCIDRs = [spec.PodCIDR] } };
        }
        else if (spec.PodCIDR.Length == 0 && !spec.PodCIDRs.IsEmpty)
        {
            node = node with { Spec = spec with { PodCIDR = spec.PodCIDRs[0] } };
        }

        return !node.Status.Allocatable.IsEmpty || node.Status.Capacity.IsEmpty
            ? node
            : node with { Status = node.Status with { Allocatable = node.Status.Capacity } };
    }

    public static LimitRange Apply(LimitRange range) => range with { Spec = range.Spec with { Limits = range.Spec.Limits.Change(Limit) } };

    public static PriorityClass Apply(PriorityClass priority) =>
        priority.PreemptionPolicy is not null ? priority : priority with { PreemptionPolicy = PreemptionPolicies.PreemptLowerPriority };

    public static TokenRequest Apply(TokenRequest request) =>
        request.Spec.ExpirationSeconds is not null ? request : request with { Spec = request.Spec with { ExpirationSeconds = 3600 } };

    // A container's default limit is the maximum; its default request is the default limit, else the minimum.
    private static LimitRangeItem Limit(LimitRangeItem item)
    {
        if (item.Type != LimitTypes.Container)
        {
            return item;
        }

        var limits = FillFrom(item.Default, item.Max);
        return item with { Default = limits, DefaultRequest = FillFrom(FillFrom(item.DefaultRequest, limits), item.Min) };
    }

    private static ValueMap<Quantity> FillFrom(ValueMap<Quantity> amounts, ValueMap<Quantity> others)
    {
        foreach (var (resource, amount) in others.AsSpan())
        {
            amounts = amounts.ContainsKey(resource) ? amounts : amounts.SetItem(resource, amount);
        }

        return amounts;
    }
}
