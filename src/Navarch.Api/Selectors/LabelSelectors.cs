namespace Navarch.Api;

/// <summary>What <see cref="LabelSelector"/> and plain label maps select.</summary>
public static class LabelSelectors
{
    /// <summary>Whether a selector takes in labels. No selector takes in nothing; an empty one takes in everything.</summary>
    public static bool Matches(LabelSelector? selector, ValueMap<string> labels)
    {
        if (selector is null)
        {
            return false;
        }

        if (!Matches(selector.MatchLabels, labels))
        {
            return false;
        }

        foreach (var expression in selector.MatchExpressions)
        {
            if (ToRequirement(expression) is not { } requirement || !requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether labels hold every pair of a plain selector; an empty one takes in everything.</summary>
    public static bool Matches(ValueMap<string> selector, ValueMap<string> labels)
    {
        foreach (var (key, value) in selector.AsSpan())
        {
            if (!labels.TryGetValue(key, out var found) || found != value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The selector ready to use; an unknown operator makes it take in nothing.</summary>
    public static LabelFilter ToFilter(LabelSelector? selector)
    {
        if (selector is null)
        {
            return LabelFilter.Nothing;
        }

        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.MatchLabels.AsSpan())
        {
            requirements.Add(new(key, LabelOperator.In, [value]));
        }

        foreach (var expression in selector.MatchExpressions)
        {
            if (ToRequirement(expression) is not { } requirement)
            {
                return LabelFilter.Nothing;
            }

            requirements.Add(requirement);
        }

        return new([.. requirements]);
    }

    /// <summary>A plain selector ready to use.</summary>
    public static LabelFilter ToFilter(ValueMap<string> selector) =>
        new([.. selector.Select(e => new LabelRequirement(e.Key, LabelOperator.In, [e.Value]))]);

    /// <summary>Whether a selector is there but has no requirement.</summary>
    public static bool IsEmpty(LabelSelector selector) => selector.MatchLabels.IsEmpty && selector.MatchExpressions.IsEmpty;

    private static LabelRequirement? ToRequirement(LabelSelectorRequirement expression) => expression.Operator switch
    {
        "In" => new(expression.Key, LabelOperator.In, expression.Values),
        "NotIn" => new(expression.Key, LabelOperator.NotIn, expression.Values),
        "Exists" => new(expression.Key, LabelOperator.Exists, default),
        "DoesNotExist" => new(expression.Key, LabelOperator.DoesNotExist, default),
        _ => null,
    };
}
