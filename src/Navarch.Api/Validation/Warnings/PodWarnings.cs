using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>
/// What the writer of a good pod, or of a template of pods, should know: settings that are old, are ignored, or hide each other. Changes of
/// pods give none: components write them, and often.
/// </summary>
internal static class PodWarnings
{
    /// <summary>The warnings of a pod.</summary>
    public static IEnumerable<string> Of(Pod pod, Pod? old)
    {
        if (old is not null)
        {
            return [];
        }

        var found = new List<string>();
        if (Names.Dns1123LabelProblem(pod.Metadata.Name) is { } problem)
        {
            found.Add($"metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [{problem}]");
        }

        Find(pod.Metadata.Annotations, pod.Spec, "", found);
        return found;
    }

    /// <summary>The warnings of a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="at">Where it stands: <c>spec.template</c>.</param>
    public static IEnumerable<string> Of(PodTemplateSpec template, string at)
    {
        var found = new List<string>();
        Find(template.Metadata.Annotations, template.Spec, at + ".", found);
        return found;
    }

    private static void Find(ValueMap<string> annotations, PodSpec spec, string before, List<string> found)
    {
        foreach (var (key, _) in annotations.AsSpan())
        {
            if (OldAnnotation(key) is { } why)
            {
                found.Add($"{before}metadata.annotations[{key}]: {why}");
            }
        }

        Placement(spec, $"{before}spec", found);
        VolumeWarnings.Find(spec.Volumes, $"{before}spec.volumes", found);
        ContainerWarnings.Find(spec, $"{before}spec", found);
        if (spec.TerminationGracePeriodSeconds < 0)
        {
            found.Add($"{before}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
        }

        for (var i = 0; i < spec.ImagePullSecrets.Count; i++)
        {
            if (spec.ImagePullSecrets[i].Name.Length == 0)
            {
                found.Add($"{before}spec.imagePullSecrets[{i}].name: invalid empty name \"\"");
            }
        }

        for (var i = 0; i < spec.HostAliases.Count; i++)
        {
            if (spec.HostAliases.AsSpan()[..i].ToArray().Any(a => a.IP == spec.HostAliases[i].IP))
            {
                found.Add($"{before}spec.hostAliases[{i}].ip: duplicate ip \"{spec.HostAliases[i].IP}\"");
            }
        }

        ContainerWarnings.Fractions(spec.Overhead, $"{before}spec.overhead", found);
    }

    private static string? OldAnnotation(string key) =>
        key == "scheduler.alpha.kubernetes.io/critical-pod" ? "non-functional in v1.16+; use the \"priorityClassName\" field instead"
        : key == "seccomp.security.alpha.kubernetes.io/pod" || key.StartsWith("container.seccomp.security.alpha.kubernetes.io/", StringComparison.Ordinal)
            ? "non-functional in v1.27+; use the \"seccompProfile\" field instead"
        : key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal) ? "deprecated since v1.30; use the \"appArmorProfile\" field instead"
        : null;

    private static void Placement(PodSpec spec, string at, List<string> found)
    {
        found.AddRange(NodeLabelWarnings.OfSelector(spec.NodeSelector, $"{at}.nodeSelector"));

        if (spec.Affinity is { } affinity)
        {
            Affinity(affinity, $"{at}.affinity", found);
        }

        for (var i = 0; i < spec.TopologySpreadConstraints.Count; i++)
        {
            var constraint = spec.TopologySpreadConstraints[i];
            Key(constraint.TopologyKey, $"{at}.topologySpreadConstraints[{i}].topologyKey", found);
            if (constraint.LabelSelector is null)
            {
                found.Add($"{at}.topologySpreadConstraints[{i}].labelSelector: a null labelSelector results in matching no pod");
            }
        }
    }

    private static void Affinity(Affinity affinity, string at, List<string> found)
    {
        const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
        const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        if (affinity.NodeAffinity is { } node)
        {
            var terms = node.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? default;
            for (var i = 0; i < terms.Count; i++)
            {
                Term(terms[i], $"{at}.nodeAffinity.{Required}.nodeSelectorTerms[{i}]", found);
            }

            for (var i = 0; i < node.PreferredDuringSchedulingIgnoredDuringExecution.Count; i++)
            {
                Term(node.PreferredDuringSchedulingIgnoredDuringExecution[i].Preference, $"{at}.nodeAffinity.{Preferred}[{i}].preference", found);
            }
        }

        Terms(affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default, t => t, $"{at}.podAffinity.{Required}", "", found);
        Terms(affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default, t => t.PodAffinityTerm, $"{at}.podAffinity.{Preferred}", ".podAffinityTerm", found);
        Terms(affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default, t => t, $"{at}.podAntiAffinity.{Required}", "", found);
        Terms(affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default, t => t.PodAffinityTerm, $"{at}.podAntiAffinity.{Preferred}", ".podAffinityTerm", found);
    }

    private static void Term(NodeSelectorTerm term, string at, List<string> found)
    {
        for (var i = 0; i < term.MatchExpressions.Count; i++)
        {
            Key(term.MatchExpressions[i].Key, $"{at}.matchExpressions[{i}].key", found);
        }
    }

    private static void Terms<T>(ValueList<T> terms, Func<T, PodAffinityTerm> term, string at, string inner, List<string> found)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (term(terms[i]).LabelSelector is null)
            {
                found.Add($"{at}[{i}]{inner}.labelSelector: a null labelSelector results in matching no pod");
            }
        }
    }

    private static void Key(string label, string at, List<string> found) => found.AddRange(NodeLabelWarnings.OfKey(label, at));
}
