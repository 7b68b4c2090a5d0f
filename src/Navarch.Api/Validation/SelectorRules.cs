namespace Navarch.Api.Validation;

/// <summary>Rules for label selectors.</summary>
internal static class SelectorRules
{
    /// <summary>A selector wherever one may stand.</summary>
    public static void Validate(LabelSelector? selector, FieldPath path, ErrorList errors)
    {
        if (selector is null)
        {
            return;
        }

        MetadataRules.Labels(selector.MatchLabels, path.Child("matchLabels"), errors);
        for (var i = 0; i < selector.MatchExpressions.Count; i++)
        {
            var expression = selector.MatchExpressions[i];
            var at = path.Child("matchExpressions").Index(i);
            errors.Check(at.Child("key"), expression.Key, Names.QualifiedNameProblem(expression.Key));
            switch (expression.Operator)
            {
                case "In" or "NotIn" when expression.Values.IsEmpty:
                    errors.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when !expression.Values.IsEmpty:
                    errors.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                default:
                    errors.Invalid(at.Child("operator"), expression.Operator, "not a valid selector operator");
                    break;
            }

            for (var j = 0; j < expression.Values.Count; j++)
            {
                if (Names.LabelValueProblem(expression.Values[j]) is { } problem)
                {
                    errors.Invalid(at.Child("values").Index(j), expression.Values[j], problem);
                }
            }
        }
    }

    /// <summary>Whether a selector says something of a label.</summary>
    public static bool Mentions(LabelSelector selector, string key) => selector.MatchLabels.ContainsKey(key) || selector.MatchExpressions.Any(e => e.Key == key);

    /// <summary>The selector of a workload: there, not empty, and taking in the pods of its own template.</summary>
    public static void ValidateOwn(LabelSelector? selector, ValueMap<string> templateLabels, string kind, FieldPath spec, ErrorList errors)
    {
        var path = spec.Child("selector");
        if (selector is null)
        {
            errors.Required(path);
            return;
        }

        Validate(selector, path, errors);
        if (LabelSelectors.IsEmpty(selector))
        {
            errors.Invalid(path, selector, $"empty selector is invalid for {kind}");
        }
        else if (!LabelSelectors.Matches(selector, templateLabels))
        {
            errors.Invalid(spec.Child("template", "metadata").Child("labels"), templateLabels, "`selector` does not match template `labels`");
        }
    }
}
