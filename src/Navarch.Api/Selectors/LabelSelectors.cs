namespace Navarch.Api;

/// <summary>Which labels a <see cref="LabelSelector"/> matches.</summary>
public static class LabelSelectors
{
    /// <summary>Whether every requirement holds. No selector (null) matches nothing, an empty one everything.</summary>
    public static bool Matches(LabelSelector? selector, ValueMap<string> labels)
    {
        if (selector is null)
        {
            return false;
        }

        foreach (var (key, value) in selector.MatchLabels)
        {
            if (!labels.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }

        foreach (var requirement in selector.MatchExpressions)
        {
            if (!Matches(requirement, labels))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Matches(LabelSelectorRequirement requirement, ValueMap<string> labels)
    {
        var present = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            "In" => present && requirement.Values.Contains(value!),
            "NotIn" => !present || !requirement.Values.Contains(value!),
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}
