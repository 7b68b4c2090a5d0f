using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Namespaces;

/// <summary>How far the deletion of a namespace has come, as its conditions say it.</summary>
internal static class NamespaceConditions
{
    public static ValueList<NamespaceCondition> Of(NamespaceObserved observed, DateTimeOffset now)
    {
        var remaining = observed.Remaining.Select(r => $"{r.Kind} has {r.Count} resource instances").ToList();
        var finalizers = observed.Remaining
            .SelectMany(r => r.Finalizers.AsEnumerable())
            .GroupBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key} in {f.Sum(c => c.Value)} resource instances")
            .ToList();
        return observed.Namespace.Status.Conditions
            .With("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered", now)
            .With("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed", now)
            .With(
                "NamespaceDeletionContentFailure",
                !observed.Failures.IsEmpty,
                observed.Failures.IsEmpty ? "ContentDeleted" : "ContentDeletionFailed",
                observed.Failures.IsEmpty ? "All content successfully deleted, may be waiting on finalization" : string.Join(", ", observed.Failures.AsEnumerable()),
                now)
            .With(
                "NamespaceContentRemaining",
                remaining.Count > 0,
                remaining.Count > 0 ? "SomeResourcesRemain" : "ContentRemoved",
                remaining.Count > 0 ? $"Some resources are remaining: {string.Join(", ", remaining)}" : "All content successfully removed",
                now)
            .With(
                "NamespaceFinalizersRemaining",
                finalizers.Count > 0,
                finalizers.Count > 0 ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
                finalizers.Count > 0 ? $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}" : "All content-preserving finalizers finished",
                now);
    }

    private static ValueList<NamespaceCondition> With(
        this ValueList<NamespaceCondition> conditions, string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var status = holds ? "True" : "False";
        var wanted = new NamespaceCondition { Type = type, Status = status, Reason = reason, Message = message, LastTransitionTime = now };
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type == type)
            {
                return conditions[i].Status == status && conditions[i].Message == message
                    ? conditions
                    : conditions.SetItem(i, wanted with { LastTransitionTime = conditions[i].Status == status ? conditions[i].LastTransitionTime : now });
            }
        }

        return conditions.Add(wanted);
    }
}
