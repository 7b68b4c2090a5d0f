namespace Navarch.Api;

/// <summary>Every kind of the schema.</summary>
public static partial class KindRegistry
{
    private static readonly Lazy<Index> Known = new(() => new Index(Declared()));

    /// <summary>Every kind, also those that are only bodies of subresources.</summary>
    public static IReadOnlyList<KindInfo> All => Known.Value.All;

    /// <summary>The kind of that group, version and kind; null when the schema has none.</summary>
    public static KindInfo? ByKind(GroupVersionKind kind) => Known.Value.ByKind.GetValueOrDefault(kind);

    /// <summary>The kind served as that resource; null when the schema has none.</summary>
    public static KindInfo? ByResource(GroupVersionResource resource) => Known.Value.ByResource.GetValueOrDefault(resource);

    private sealed class Index(KindInfo[] all)
    {
        public KindInfo[] All { get; } = all;

        public Dictionary<GroupVersionKind, KindInfo> ByKind { get; } = all.ToDictionary(k => k.GroupVersionKind);

        public Dictionary<GroupVersionResource, KindInfo> ByResource { get; } = all.Where(k => k.IsServed).ToDictionary(k => k.GroupVersionResource);
    }
}
