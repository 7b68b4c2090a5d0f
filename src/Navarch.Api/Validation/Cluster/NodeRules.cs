using Navarch.Api.Core.V1;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Validation;

/// <summary>Rules for nodes and namespaces.</summary>
internal static class NodeRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(CoreNode node, ErrorList errors)
    {
        var taints = node.Spec.Taints;
        for (var i = 0; i < taints.Count; i++)
        {
            var (taint, at) = (taints[i], Spec.Child("taints").Index(i));
            errors.Check(at.Child("key"), taint.Key, Names.QualifiedNameProblem(taint.Key));
            errors.Check(at, "value", taint.Value, Names.LabelValueProblem);
            foreach (var other in taints.AsSpan()[..i])
            {
                if (other.Key == taint.Key && other.Effect == taint.Effect)
                {
                    errors.Duplicate(at, taint);
                    break;
                }
            }
        }

        var ranges = node.Spec.PodCIDRs;
        for (var i = 0; i < ranges.Count; i++)
        {
            errors.Check(Spec.Child("podCIDRs").Index(i), ranges[i], AddressRules.RangeProblem(ranges[i]));
        }

        if (ranges.Count > 2 || (ranges.Count == 2 && AddressRules.IsIPv6(ranges[0]) == AddressRules.IsIPv6(ranges[1])))
        {
            errors.Invalid(Spec.Child("podCIDRs"), ranges, "may specify no more than one CIDR for each IP family");
        }

        errors.Absent(node.Spec.ConfigSource is null, Spec, "configSource", "configSource is no longer supported");
    }

    public static void ValidateUpdate(CoreNode node, CoreNode old, ErrorList errors)
    {
        ValidateStatus(node, old, errors);
        if (!old.Spec.PodCIDRs.IsEmpty && node.Spec.PodCIDRs != old.Spec.PodCIDRs)
        {
            errors.Forbidden(Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }

        if (old.Spec.ProviderID.Length > 0 && node.Spec.ProviderID != old.Spec.ProviderID)
        {
            errors.Forbidden(Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }

        if (node.Spec.DoNotUseExternalID != old.Spec.DoNotUseExternalID)
        {
            errors.Forbidden(FieldPath.Root, "node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)");
        }
    }

    /// <summary>What a node reports: amounts that exist, addresses told once.</summary>
    public static void ValidateStatus(CoreNode node, CoreNode old, ErrorList errors)
    {
        var path = FieldPath.Of("status");
        Amounts(node.Status.Capacity, path, "capacity", errors);
        Amounts(node.Status.Allocatable, path, "allocatable", errors);
        var addresses = node.Status.Addresses;
        for (var i = 1; i < addresses.Count; i++)
        {
            if (addresses.AsSpan()[..i].Contains(addresses[i]))
            {
                errors.Duplicate(path.Child("addresses").Index(i), addresses[i]);
            }
        }
    }

    /// <summary>Settings that do nothing any more.</summary>
    public static IEnumerable<string> Warnings(CoreNode node, CoreNode? old)
    {
        if (node.Spec.ConfigSource is not null)
        {
            yield return "spec.configSource: the spec.configSource is deprecated in v1.22, and removed in v1.24";
        }

        if (node.Spec.DoNotUseExternalID.Length > 0)
        {
            yield return "spec.externalID: this field is deprecated, and is unused by Kubernetes";
        }
    }

    public static void Validate(Namespace ns, ErrorList errors)
    {
        for (var i = 0; i < ns.Spec.Finalizers.Count; i++)
        {
            var finalizer = ns.Spec.Finalizers[i];
            errors.Check(Spec.Child("finalizers").Index(i), finalizer, MetadataRules.FinalizerProblem(finalizer));
        }
    }

    /// <summary>A namespace is terminating exactly when it is being deleted.</summary>
    public static void ValidateStatus(Namespace ns, Namespace old, ErrorList errors)
    {
        var path = FieldPath.Of("status").Child("phase");
        if (ns.Metadata.DeletionTimestamp is null)
        {
            errors.Check(path, ns.Status.Phase, ns.Status.Phase == NamespacePhases.Active ? null : "may only be 'Active' if `deletionTimestamp` is empty");
        }
        else
        {
            errors.Check(path, ns.Status.Phase, ns.Status.Phase == NamespacePhases.Terminating ? null : "may only be 'Terminating' if `deletionTimestamp` is not empty");
        }
    }

    private static void Amounts(ValueMap<Quantity> amounts, FieldPath path, string name, ErrorList errors)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            if (amount.Sign < 0)
            {
                errors.Invalid(path.Child(name).Key(resource), amount, "must be greater than or equal to 0");
            }
        }
    }
}
