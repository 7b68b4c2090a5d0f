using System.Collections.Frozen;

namespace Navarch.Api.Validation;

/// <summary>What those who select nodes by a label should know when it has given way to another one.</summary>
internal static class NodeLabelWarnings
{
    private static readonly FrozenDictionary<string, (string Since, string Instead)> OldLabels = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = ("v1.14", "kubernetes.io/arch"),
        ["beta.kubernetes.io/os"] = ("v1.14", "kubernetes.io/os"),
        ["failure-domain.beta.kubernetes.io/region"] = ("v1.17", "topology.kubernetes.io/region"),
        ["failure-domain.beta.kubernetes.io/zone"] = ("v1.17", "topology.kubernetes.io/zone"),
        ["beta.kubernetes.io/instance-type"] = ("v1.17", "node.kubernetes.io/instance-type"),
    }.ToFrozenDictionary();

    /// <summary>The warnings of a node selector's entries, at the selector's place.</summary>
    public static IEnumerable<string> OfSelector(ValueMap<string> selector, string at) =>
        selector.Keys.Where(OldLabels.ContainsKey).Select(l => $"{at}[{l}]: deprecated since {OldLabels[l].Since}; use \"{OldLabels[l].Instead}\" instead");

    /// <summary>The warnings of a key, at the key's place.</summary>
    public static IEnumerable<string> OfKey(string label, string at) =>
        OldLabels.TryGetValue(label, out var old) ? [$"{at}: {label} is deprecated since {old.Since}; use \"{old.Instead}\" instead"] : [];
}
