using Navarch.Api.Core.V1;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Validation;

/// <summary>Rules for nodes and the small kinds of a cluster.</summary>
internal static class ClusterRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(CoreNode node, ErrorList errors)
    {
        var taints = new HashSet<(string, string)>();
        for (var i = 0; i < node.Spec.Taints.Count; i++)
        {
            var taint = node.Spec.Taints[i];
            var path = Spec.Child("taints").Index(i);
            errors.Check(path.Child("key"), taint.Key, Names.QualifiedNameProblem(taint.Key));
            errors.Check(path.Child("value"), taint.Value, Names.LabelValueProblem(taint.Value));
            if (!taints.Add((taint.Key, taint.Effect)))
            {
                errors.Duplicate(path, taint);
            }
        }

        for (var i = 0; i < node.Spec.PodCIDRs.Count; i++)
        {
            if (!System.Net.IPNetwork.TryParse(node.Spec.PodCIDRs[i], out _))
            {
                errors.Invalid(Spec.Child("podCIDRs").Index(i), node.Spec.PodCIDRs[i], "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
        }
    }

    public static void ValidateUpdate(CoreNode node, CoreNode old, ErrorList errors)
    {
        if (!old.Spec.PodCIDRs.IsEmpty && node.Spec.PodCIDRs != old.Spec.PodCIDRs)
        {
            errors.Forbidden(Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }

        if (old.Spec.ProviderID.Length > 0 && node.Spec.ProviderID != old.Spec.ProviderID)
        {
            errors.Forbidden(Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }
    }

    public static void Validate(LimitRange range, ErrorList errors)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < range.Spec.Limits.Count; i++)
        {
            var limit = range.Spec.Limits[i];
            var path = Spec.Child("limits").Index(i);
            if (!types.Add(limit.Type))
            {
                errors.Duplicate(path.Child("type"), limit.Type);
            }

            foreach (var (resource, most) in limit.Max)
            {
                if (limit.Min.TryGetValue(resource, out var least) && least > most)
                {
                    errors.Invalid(path.Child("min").Key(resource), least, $"min value {least} is greater than max value {most}");
                }

                if (limit.Default.TryGetValue(resource, out var usual) && usual > most)
                {
                    errors.Invalid(path.Child("default").Key(resource), usual, $"default value {usual} is greater than max value {most}");
                }
            }
        }
    }

    public static void Validate(ResourceQuota quota, ErrorList errors)
    {
        foreach (var (resource, amount) in quota.Spec.Hard)
        {
            var path = Spec.Child("hard").Key(resource);
            errors.Check(path, resource, Names.QualifiedNameProblem(resource));
            if (amount.Sign < 0)
            {
                errors.Invalid(path, amount, "must be greater than or equal to 0");
            }
        }
    }

    public static void ValidateUpdate(ResourceQuota quota, ResourceQuota old, ErrorList errors)
    {
        errors.Immutable(Spec.Child("scopes"), quota.Spec.Scopes, old.Spec.Scopes);
        errors.Immutable(Spec.Child("scopeSelector"), quota.Spec.ScopeSelector, old.Spec.ScopeSelector);
    }
}
