using System.Globalization;
using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Plugins;

/// <summary>What a node selector selects: terms are alternatives, the requirements of a term must all hold; an empty term selects nothing.</summary>
internal static class NodeSelectorMatch
{
    /// <summary>Whether one of the selector's terms matches the node.</summary>
    public static bool Matches(NodeSelector selector, Node node)
    {
        foreach (var term in selector.NodeSelectorTerms)
        {
            if (Matches(term, node))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a term matches the node.</summary>
    public static bool Matches(NodeSelectorTerm term, Node node)
    {
        if (term.MatchExpressions.IsEmpty && term.MatchFields.IsEmpty)
        {
            return false;
        }

        foreach (var requirement in term.MatchExpressions)
        {
            node.Metadata.Labels.TryGetValue(requirement.Key, out var value);
            if (!Holds(requirement, value))
            {
                return false;
            }
        }

        foreach (var requirement in term.MatchFields)
        {
            // metadata.name is the only field the API allows here.
            if (!Holds(requirement, requirement.Key == "metadata.name" ? node.Metadata.Name : null))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(NodeSelectorRequirement requirement, string? value) => requirement.Operator switch
    {
        "In" => value is not null && Contains(requirement.Values, value),
        "NotIn" => value is null || !Contains(requirement.Values, value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(value, requirement.Values) is > 0,
        "Lt" => Compare(value, requirement.Values) is < 0,
        _ => false,
    };

    private static bool Contains(ValueList<string> values, string value)
    {
        foreach (var item in values)
        {
            if (item == value)
            {
                return true;
            }
        }

        return false;
    }

    private static int? Compare(string? value, ValueList<string> bound) =>
        value is not null && bound.Count == 1 &&
        long.TryParse(value, CultureInfo.InvariantCulture, out var left) && long.TryParse(bound[0], CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;
}
