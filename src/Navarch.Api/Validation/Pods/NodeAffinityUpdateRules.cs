using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>How the choice of nodes may narrow: terms stay, each may ask for more.</summary>
internal static class NodeAffinityUpdateRules
{
    public static void Validate(NodeAffinity? now, NodeAffinity? before, FieldPath path, ErrorList errors)
    {
        if (before?.RequiredDuringSchedulingIgnoredDuringExecution is not { } old || old.NodeSelectorTerms.IsEmpty)
        {
            return;
        }

        var at = path.Child("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        var terms = now?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? default;
        if (terms.Count != old.NodeSelectorTerms.Count)
        {
            errors.Invalid(at, terms, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }

        for (var i = 0; i < terms.Count; i++)
        {
            if (!Narrows(terms[i], old.NodeSelectorTerms[i]))
            {
                errors.Invalid(at.Index(i), terms[i], "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    // A term without anything matches no node: giving it something would widen it.
    private static bool Narrows(NodeSelectorTerm now, NodeSelectorTerm before) =>
        before.MatchExpressions.IsEmpty && before.MatchFields.IsEmpty
            ? now == before
            : Begins(now.MatchExpressions, before.MatchExpressions) && Begins(now.MatchFields, before.MatchFields);

    private static bool Begins(ValueList<NodeSelectorRequirement> now, ValueList<NodeSelectorRequirement> before) =>
        now.Count >= before.Count && now.AsSpan()[..before.Count].SequenceEqual(before.AsSpan());
}
