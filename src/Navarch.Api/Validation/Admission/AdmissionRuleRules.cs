using Navarch.Api.AdmissionRegistration.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what webhooks and admission policies look at: operations, resources, conditions.</summary>
internal static class AdmissionRuleRules
{
    private const int MostConditions = 64;

    /// <summary>One rule: operations on resources of versions of groups.</summary>
    public static void Validate(RuleWithOperations rule, FieldPath path, ErrorList errors) =>
        Rule(rule.Operations, rule.APIGroups, rule.APIVersions, rule.Resources, path, errors);

    /// <summary>What a policy or a binding matches; a policy has to match something.</summary>
    public static void Validate(MatchResources match, bool needsRules, FieldPath path, ErrorList errors)
    {
        if (needsRules && match.ResourceRules.IsEmpty)
        {
            errors.Required(path.Child("resourceRules"));
        }

        SelectorRules.Validate(match.NamespaceSelector, path.Child("namespaceSelector"), errors);
        SelectorRules.Validate(match.ObjectSelector, path.Child("objectSelector"), errors);
        Named(match.ResourceRules, path.Child("resourceRules"), errors);
        Named(match.ExcludeResourceRules, path.Child("excludeResourceRules"), errors);
    }

    /// <summary>Conditions in CEL: named, not empty. Whether they compile is not checked here.</summary>
    public static void Conditions(ValueList<MatchCondition> conditions, FieldPath path, ErrorList errors)
    {
        if (conditions.Count > MostConditions)
        {
            errors.TooMany(path, conditions.Count, MostConditions);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var at = path.Index(i);
            if (conditions[i].Name.Length > 0 && !names.Add(conditions[i].Name))
            {
                errors.Duplicate(at.Child("name"), conditions[i].Name);
            }

            if (string.IsNullOrWhiteSpace(conditions[i].Expression))
            {
                errors.Required(at.Child("expression"));
            }

            NamedRules.Needed(at.Child("name"), conditions[i].Name, Names.QualifiedNameProblem, errors);
        }
    }

    private static void Named(ValueList<NamedRuleWithOperations> rules, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            var at = path.Index(i);
            NamedRules.Distinct(at.Child("resourceNames"), rule.ResourceNames, errors);
            for (var j = 0; j < rule.ResourceNames.Count; j++)
            {
                errors.Check(at.Child("resourceNames").Index(j), rule.ResourceNames[j], Names.PathSegmentProblem(rule.ResourceNames[j]));
            }

            Rule(rule.Operations, rule.APIGroups, rule.APIVersions, rule.Resources, at, errors);
        }
    }

    private static void Rule(ValueList<string> operations, ValueList<string> groups, ValueList<string> versions, ValueList<string> resources, FieldPath path, ErrorList errors)
    {
        Values(path.Child("operations"), operations, "operations", errors);
        Values(path.Child("apiGroups"), groups, "API groups", errors);
        Values(path.Child("apiVersions"), versions, "API versions", errors);
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Length == 0)
            {
                errors.Required(path.Child("apiVersions").Index(i));
            }
        }

        Resources(resources, path.Child("resources"), errors);
    }

    private static void Values(FieldPath path, ValueList<string> values, string others, ErrorList errors)
    {
        if (values.IsEmpty)
        {
            errors.Required(path);
        }

        NamedRules.WildcardAlone(path, values, others, errors);
    }

    /// <summary>Resources, with wildcards on either side of the slash; none may be taken in by another one.</summary>
    private static void Resources(ValueList<string> resources, FieldPath path, ErrorList errors)
    {
        if (resources.IsEmpty)
        {
            errors.Required(path);
        }

        var wholes = new HashSet<string>(StringComparer.Ordinal);
        var everywhere = new HashSet<string>(StringComparer.Ordinal);
        var (hasPlain, hasDouble) = (false, false);
        for (var i = 0; i < resources.Count; i++)
        {
            if (resources[i].Length == 0)
            {
                errors.Required(path.Index(i));
                continue;
            }

            hasDouble |= resources[i] == "*/*";
            hasPlain |= resources[i] == "*";
            var (name, subresource) = resources[i].Split('/', 2) is [var left, var right] ? (left, right) : (resources[i], "");
            if (wholes.Contains(name) && subresource.Length > 0 && subresource != "*")
            {
                errors.Invalid(path.Index(i), resources[i], $"if '{name}/*' is present, must not specify {resources[i]}");
            }

            if (everywhere.Contains(subresource) && subresource.Length > 0 && name != "*")
            {
                errors.Invalid(path.Index(i), resources[i], $"if '*/{subresource}' is present, must not specify {resources[i]}");
            }

            if (subresource == "*")
            {
                wholes.Add(name);
            }

            if (name == "*")
            {
                everywhere.Add(subresource);
            }
        }

        if (resources.Count > 1 && hasDouble)
        {
            errors.Invalid(path, resources, "if '*/*' is present, must not specify other resources");
        }

        if (hasPlain && resources.Any(r => r != "*" && !r.Contains('/', StringComparison.Ordinal)))
        {
            errors.Invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
        }
    }
}
