using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>The affinity terms of a pod, and which pods a term selects.</summary>
internal static class PodAffinityTerms
{
    /// <summary>The required affinity terms.</summary>
    public static ValueList<PodAffinityTerm> RequiredAffinity(PodInfo pod) =>
        pod.Pod.Spec.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default;

    /// <summary>The required anti-affinity terms.</summary>
    public static ValueList<PodAffinityTerm> RequiredAntiAffinity(PodInfo pod) =>
        pod.Pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default;

    /// <summary>The preferred terms with their weights; anti-affinity weighs negative.</summary>
    public static List<(PodAffinityTerm Term, long Weight)> Preferred(PodInfo pod)
    {
        var terms = new List<(PodAffinityTerm, long)>();
        if (pod.Pod.Spec.Affinity is not { } affinity)
        {
            return terms;
        }

        foreach (var preferred in affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default)
        {
            terms.Add((preferred.PodAffinityTerm, preferred.Weight));
        }

        foreach (var preferred in affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default)
        {
            terms.Add((preferred.PodAffinityTerm, -preferred.Weight));
        }

        return terms;
    }

    /// <summary>The preferred terms, and the required affinity terms with the given weight.</summary>
    public static List<(PodAffinityTerm Term, long Weight)> PreferredAndRequired(PodInfo pod, int requiredWeight)
    {
        var terms = Preferred(pod);
        foreach (var term in RequiredAffinity(pod))
        {
            terms.Add((term, requiredWeight));
        }

        return terms;
    }

    /// <summary>Whether a term of <paramref name="owner"/> selects <paramref name="other"/>.</summary>
    public static bool Selects(PodAffinityTerm term, PodInfo owner, PodInfo other, ClusterSnapshot snapshot)
    {
        var ns = other.Name.Namespace;
        var inNamespace = term.Namespaces.Contains(ns) ||
            (term.NamespaceSelector is { } namespaces && LabelSelectors.Matches(namespaces, snapshot.NamespaceLabels(ns))) ||
            (term.Namespaces.IsEmpty && term.NamespaceSelector is null && ns == owner.Name.Namespace);
        if (!inNamespace || term.LabelSelector is null || !LabelSelectors.Matches(term.LabelSelector, other.Pod.Metadata.Labels))
        {
            return false;
        }

        return SameLabels(term.MatchLabelKeys, owner, other, same: true) && SameLabels(term.MismatchLabelKeys, owner, other, same: false);
    }

    private static bool SameLabels(ValueList<string> keys, PodInfo owner, PodInfo other, bool same)
    {
        foreach (var key in keys)
        {
            if (!owner.Pod.Metadata.Labels.TryGetValue(key, out var value))
            {
                continue;
            }

            var equal = other.Pod.Metadata.Labels.TryGetValue(key, out var actual) && actual == value;
            if (equal != same)
            {
                return false;
            }
        }

        return true;
    }
}
