namespace Navarch.ApiServer.Discovery;

/// <summary>The order in which groups and versions are told: clients take the first that fits a short name.</summary>
internal static class GroupOrder
{
    private static readonly string[] First =
    [
        "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io",
        "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
    ];

    /// <summary>The named groups with their versions (preferred first) and resources, in order.</summary>
    public static IEnumerable<(string Group, List<(string Version, List<ServedResource> Resources)> Versions)> Of(ResourceRegistry registry, bool core) =>
        registry.All
            .Where(r => r.Kind.Group.Length == 0 == core)
            .GroupBy(r => r.Kind.Group, StringComparer.Ordinal)
            .OrderBy(g => Rank(g.Key))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g
                .GroupBy(r => r.Kind.GroupVersionKind.Version, StringComparer.Ordinal)
                .OrderByDescending(v => v.Key, StringComparer.Ordinal)
                .Select(v => (v.Key, v.OrderBy(r => r.Name, StringComparer.Ordinal).ToList()))
                .ToList()));

    private static int Rank(string group) => Array.IndexOf(First, group) is >= 0 and var at ? at : First.Length;
}
