using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what places pods on nodes.</summary>
internal static class AffinityRules
{
    public static void Validate(Affinity? affinity, FieldPath path, ErrorList errors)
    {
        if (affinity is null)
        {
            return;
        }

        if (affinity.NodeAffinity is { } node)
        {
            if (node.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
            {
                Validate(required, path.Child("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"), errors);
            }

            var preferred = node.PreferredDuringSchedulingIgnoredDuringExecution;
            for (var i = 0; i < preferred.Count; i++)
            {
                var at = path.Child("nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution").Index(i);
                Weight(preferred[i].Weight, at, errors);
                Term(preferred[i].Preference, at.Child("preference"), errors);
            }
        }

        Terms(affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default, affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default, path.Child("podAffinity"), errors);
        Terms(affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default, affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default, path.Child("podAntiAffinity"), errors);
    }

    /// <summary>A node selector: at least one term.</summary>
    public static void Validate(NodeSelector selector, FieldPath path, ErrorList errors)
    {
        if (selector.NodeSelectorTerms.IsEmpty)
        {
            errors.Required(path.Child("nodeSelectorTerms"), "must have at least one node selector term");
        }

        for (var i = 0; i < selector.NodeSelectorTerms.Count; i++)
        {
            Term(selector.NodeSelectorTerms[i], path.Child("nodeSelectorTerms").Index(i), errors);
        }
    }

    private static void Term(NodeSelectorTerm term, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < term.MatchExpressions.Count; i++)
        {
            Expression(term.MatchExpressions[i], path.Child("matchExpressions").Index(i), errors);
        }

        for (var i = 0; i < term.MatchFields.Count; i++)
        {
            Field(term.MatchFields[i], path.Child("matchFields").Index(i), errors);
        }
    }

    private static void Expression(NodeSelectorRequirement requirement, FieldPath path, ErrorList errors)
    {
        errors.Check(path.Child("key"), requirement.Key, Names.QualifiedNameProblem(requirement.Key));
        switch (requirement.Operator)
        {
            case NodeSelectorOperators.In or NodeSelectorOperators.NotIn when requirement.Values.IsEmpty:
                errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case NodeSelectorOperators.Exists or NodeSelectorOperators.DoesNotExist when !requirement.Values.IsEmpty:
                errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case NodeSelectorOperators.Gt or NodeSelectorOperators.Lt when requirement.Values.Count != 1:
                errors.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            default:
                break;
        }

        for (var i = 0; i < requirement.Values.Count; i++)
        {
            errors.Check(path.Child("values").Index(i), requirement.Values[i], Names.LabelValueProblem(requirement.Values[i]));
        }
    }

    private static void Field(NodeSelectorRequirement requirement, FieldPath path, ErrorList errors)
    {
        if (requirement.Operator is not (NodeSelectorOperators.In or NodeSelectorOperators.NotIn))
        {
            errors.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator");
        }
        else if (requirement.Values.Count != 1)
        {
            errors.Required(path.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }

        if (requirement.Key != "metadata.name")
        {
            errors.Invalid(path.Child("key"), requirement.Key, "not a valid field selector key");
            return;
        }

        for (var i = 0; i < requirement.Values.Count; i++)
        {
            errors.Check(path.Child("values").Index(i), requirement.Values[i], Names.Dns1123SubdomainProblem(requirement.Values[i]));
        }
    }

    private static void Terms(ValueList<PodAffinityTerm> required, ValueList<WeightedPodAffinityTerm> preferred, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < required.Count; i++)
        {
            Term(required[i], path.Child("requiredDuringSchedulingIgnoredDuringExecution").Index(i), errors);
        }

        for (var i = 0; i < preferred.Count; i++)
        {
            var at = path.Child("preferredDuringSchedulingIgnoredDuringExecution").Index(i);
            Weight(preferred[i].Weight, at, errors);
            Term(preferred[i].PodAffinityTerm, at.Child("podAffinityTerm"), errors);
        }
    }

    private static void Term(PodAffinityTerm term, FieldPath path, ErrorList errors)
    {
        SelectorRules.Validate(term.LabelSelector, path.Child("labelSelector"), errors);
        SelectorRules.Validate(term.NamespaceSelector, path.Child("namespaceSelector"), errors);
        for (var i = 0; i < term.Namespaces.Count; i++)
        {
            errors.Check(path.Child("namespaces").Index(i), term.Namespaces[i], Names.Dns1123LabelProblem(term.Namespaces[i]));
        }

        TopologyKey(term.TopologyKey, path, errors);
        Keys(term.MatchLabelKeys, "matchLabelKeys", term, path, errors);
        Keys(term.MismatchLabelKeys, "mismatchLabelKeys", term, path, errors);
        for (var i = 0; i < term.MatchLabelKeys.Count; i++)
        {
            if (term.MismatchLabelKeys.Contains(term.MatchLabelKeys[i]))
            {
                errors.Invalid(path.Child("matchLabelKeys").Index(i), term.MatchLabelKeys[i], "exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    // Keys whose values the pod's own labels give: they mean nothing without a selector, and must not be in it already.
    private static void Keys(ValueList<string> keys, string field, PodAffinityTerm term, FieldPath path, ErrorList errors)
    {
        if (keys.IsEmpty)
        {
            return;
        }

        if (term.LabelSelector is null)
        {
            errors.Forbidden(path.Child(field), "must not be specified when labelSelector is not set");
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            errors.Check(path.Child(field).Index(i), keys[i], Names.QualifiedNameProblem(keys[i]));
            if (SelectorRules.Mentions(term.LabelSelector, keys[i]))
            {
                errors.Invalid(path.Child(field).Index(i), keys[i], $"exists in both {field} and labelSelector");
            }
        }
    }

    private static void Weight(int weight, FieldPath path, ErrorList errors)
    {
        if (weight is < 1 or > 100)
        {
            errors.Invalid(path.Child("weight"), weight, "must be in the range 1-100");
        }
    }

    /// <summary>The key of the label whose values are the places of a topology.</summary>
    public static void TopologyKey(string key, FieldPath path, ErrorList errors)
    {
        if (key.Length == 0)
        {
            errors.Required(path.Child("topologyKey"), "can not be empty");
        }
        else
        {
            errors.Check(path, "topologyKey", key, Names.QualifiedNameProblem);
        }
    }
}
