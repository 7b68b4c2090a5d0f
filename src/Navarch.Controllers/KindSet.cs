using Navarch.Api;

namespace Navarch.Controllers;

/// <summary>Which kinds the controllers that care for every kind look at.</summary>
public static class KindSet
{
    /// <summary>One version of each resource whose objects live in the store.</summary>
    public static IReadOnlyList<KindInfo> Stored { get; } =
    [
        .. KindRegistry.All
            .Where(k => k.IsServed && k.Verbs.Contains("list") && k.Verbs.Contains("watch") && k.Verbs.Contains("delete"))
            .GroupBy(k => (k.Group, k.Resource))
            .Select(versions => versions.OrderBy(k => k.GroupVersionKind.Version.Length).ThenByDescending(k => k.GroupVersionKind.Version, StringComparer.Ordinal).First()),
    ];

    /// <summary>Those of <see cref="Stored"/> that live in namespaces.</summary>
    public static IReadOnlyList<KindInfo> Namespaced { get; } = [.. Stored.Where(k => k.Namespaced)];
}
