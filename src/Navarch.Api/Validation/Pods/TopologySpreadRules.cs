using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for how pods are spread over topologies.</summary>
internal static class TopologySpreadRules
{
    public static void Validate(ValueList<TopologySpreadConstraint> constraints, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < constraints.Count; i++)
        {
            var (constraint, at) = (constraints[i], path.Index(i));
            if (constraint.MaxSkew <= 0)
            {
                errors.Invalid(at.Child("maxSkew"), constraint.MaxSkew, "must be greater than zero");
            }

            AffinityRules.TopologyKey(constraint.TopologyKey, at, errors);
            foreach (var other in constraints.AsSpan()[..i])
            {
                if (other.TopologyKey == constraint.TopologyKey && other.WhenUnsatisfiable == constraint.WhenUnsatisfiable)
                {
                    errors.Duplicate(at.Child("{topologyKey, whenUnsatisfiable}"), $"{{{constraint.TopologyKey}, {constraint.WhenUnsatisfiable}}}");
                    break;
                }
            }

            if (constraint.MinDomains <= 0)
            {
                errors.Invalid(at.Child("minDomains"), constraint.MinDomains, "must be greater than zero");
            }

            if (constraint.MinDomains is not null && constraint.WhenUnsatisfiable != UnsatisfiableConstraintActions.DoNotSchedule)
            {
                errors.Invalid(at.Child("minDomains"), constraint.MinDomains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {constraint.WhenUnsatisfiable}");
            }

            SelectorRules.Validate(constraint.LabelSelector, at.Child("labelSelector"), errors);
            MatchLabelKeys(constraint, at.Child("matchLabelKeys"), errors);
        }
    }

    private static void MatchLabelKeys(TopologySpreadConstraint constraint, FieldPath path, ErrorList errors)
    {
        var keys = constraint.MatchLabelKeys;
        if (keys.IsEmpty)
        {
            return;
        }

        if (constraint.LabelSelector is null)
        {
            errors.Forbidden(path, "must not be specified when labelSelector is not set");
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            errors.Check(path.Index(i), keys[i], Names.QualifiedNameProblem(keys[i]));
            if (SelectorRules.Mentions(constraint.LabelSelector, keys[i]))
            {
                errors.Invalid(path.Index(i), keys[i], "exists in both matchLabelKeys and labelSelector");
            }
        }
    }
}
