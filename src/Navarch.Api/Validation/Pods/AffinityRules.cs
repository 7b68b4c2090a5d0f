using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what places pods on nodes.</summary>
internal static class AffinityRules
{
    public static void Validate(Toleration toleration, FieldPath path, ErrorList errors)
    {
        if (toleration.Key.Length > 0)
        {
            errors.Check(path.Child("key"), toleration.Key, Names.QualifiedNameProblem(toleration.Key));
        }
        else if (toleration.Operator != TolerationOperators.Exists)
        {
            errors.Invalid(path.Child("operator"), toleration.Operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration.Operator == TolerationOperators.Exists && toleration.Value.Length > 0)
        {
            errors.Invalid(path.Child("operator"), toleration.Value, "value must be empty when `operator` is 'Exists'");
        }

        if (toleration.TolerationSeconds is not null && toleration.Effect != TaintEffects.NoExecute)
        {
            errors.Invalid(path.Child("effect"), toleration.Effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
    }

    public static void Validate(TopologySpreadConstraint constraint, FieldPath path, ErrorList errors)
    {
        if (constraint.MaxSkew <= 0)
        {
            errors.Invalid(path.Child("maxSkew"), constraint.MaxSkew, "must be greater than zero");
        }

        TopologyKey(constraint.TopologyKey, path, errors);
        if (constraint.MinDomains <= 0)
        {
            errors.Invalid(path.Child("minDomains"), constraint.MinDomains, "must be greater than zero");
        }

        if (constraint.MinDomains is not null && constraint.WhenUnsatisfiable != UnsatisfiableConstraintActions.DoNotSchedule)
        {
            errors.Invalid(path.Child("minDomains"), constraint.MinDomains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {constraint.WhenUnsatisfiable}");
        }

        SelectorRules.Validate(constraint.LabelSelector, path.Child("labelSelector"), errors);
    }

    public static void Validate(Affinity? affinity, FieldPath path, ErrorList errors)
    {
        if (affinity?.NodeAffinity is { } node)
        {
            if (node.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
            {
                Validate(required, path.Child("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"), errors);
            }

            var preferred = node.PreferredDuringSchedulingIgnoredDuringExecution;
            for (var i = 0; i < preferred.Count; i++)
            {
                var at = path.Child("nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution").Index(i);
                errors.InRange(at.Child("weight"), preferred[i].Weight, 1, 100);
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
            var at = path.Child("matchExpressions").Index(i);
            var requirement = term.MatchExpressions[i];
            errors.Check(at.Child("key"), requirement.Key, Names.QualifiedNameProblem(requirement.Key));
            switch (requirement.Operator)
            {
                case NodeSelectorOperators.In or NodeSelectorOperators.NotIn when requirement.Values.IsEmpty:
                    errors.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case NodeSelectorOperators.Exists or NodeSelectorOperators.DoesNotExist when !requirement.Values.IsEmpty:
                    errors.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case NodeSelectorOperators.Gt or NodeSelectorOperators.Lt when requirement.Values.Count != 1:
                    errors.Required(at.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                    break;
                default:
                    break;
            }
        }

        for (var i = 0; i < term.MatchFields.Count; i++)
        {
            if (term.MatchFields[i].Key != "metadata.name")
            {
                errors.Invalid(path.Child("matchFields").Index(i).Child("key"), term.MatchFields[i].Key, "not a valid field selector key");
            }
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
            errors.InRange(at.Child("weight"), preferred[i].Weight, 1, 100);
            Term(preferred[i].PodAffinityTerm, at.Child("podAffinityTerm"), errors);
        }
    }

    private static void Term(PodAffinityTerm term, FieldPath path, ErrorList errors)
    {
        SelectorRules.Validate(term.LabelSelector, path.Child("labelSelector"), errors);
        SelectorRules.Validate(term.NamespaceSelector, path.Child("namespaceSelector"), errors);
        TopologyKey(term.TopologyKey, path, errors);
    }

    private static void TopologyKey(string key, FieldPath path, ErrorList errors)
    {
        if (key.Length == 0)
        {
            errors.Required(path.Child("topologyKey"), "can not be empty");
        }
        else
        {
            errors.Check(path.Child("topologyKey"), key, Names.QualifiedNameProblem(key));
        }
    }
}
