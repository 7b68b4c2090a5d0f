namespace Navarch.Api.Core.V1;

/// <summary>Which nodes a pod's node selector and required node affinity take in.</summary>
public static class NodeSelectors
{
    /// <summary>Whether a pod's <c>nodeSelector</c> and required node affinity both take in the node.</summary>
    public static bool Matches(PodSpec pod, Node node) =>
        LabelSelectors.Matches(pod.NodeSelector, node.Metadata.Labels)
        && (pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required || Matches(required, node));

    /// <summary>Whether one of a selector's terms takes in the node; a selector without terms takes in none.</summary>
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

    /// <summary>Whether a term takes in the node: all its requirements hold, and it has one.</summary>
    public static bool Matches(NodeSelectorTerm term, Node node)
    {
        if (term.MatchExpressions.IsEmpty && term.MatchFields.IsEmpty)
        {
            return false;
        }

        foreach (var requirement in term.MatchExpressions)
        {
            if (!ToRequirement(requirement).Matches(node.Metadata.Labels))
            {
                return false;
            }
        }

        foreach (var requirement in term.MatchFields)
        {
            if (!ToRequirement(requirement).Matches(ValueMap.Of(("metadata.name", node.Metadata.Name))))
            {
                return false;
            }
        }

        return true;
    }

    private static LabelRequirement ToRequirement(NodeSelectorRequirement requirement) => requirement.Operator switch
    {
        "In" => new(requirement.Key, LabelOperator.In, requirement.Values),
        "NotIn" => new(requirement.Key, LabelOperator.NotIn, requirement.Values),
        "Exists" => new(requirement.Key, LabelOperator.Exists, default),
        "DoesNotExist" => new(requirement.Key, LabelOperator.DoesNotExist, default),
        "Gt" => new(requirement.Key, LabelOperator.GreaterThan, requirement.Values),
        "Lt" => new(requirement.Key, LabelOperator.LessThan, requirement.Values),
        _ => new(requirement.Key, LabelOperator.In, default),
    };
}
