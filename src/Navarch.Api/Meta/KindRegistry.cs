namespace Navarch.Api;

/// <summary>Every kind of the schema.</summary>
public static partial class KindRegistry
{
    private static readonly Lazy<Index> Known = new(() => new Index(Declared()));

    /// <summary>Every kind, also those that are only bodies of subresources.</summary>
    public static IReadOnlyList<KindInfo> All => Known.Value.All;

    /// <summary>The kind of that group, version and kind; null when the schema has none.</summary>
    public static KindInfo? ByKind(GroupVersionKind kind) => Known.Value.ByKind.GetValueOrDefault(Key(kind.Group, kind.Version, kind.Kind));

    /// <summary>The kind served as that resource; null when the schema has none.</summary>
    public static KindInfo? ByResource(GroupVersionResource resource) => Known.Value.ByResource.GetValueOrDefault(Key(resource.Group, resource.Version, resource.Resource));

    // Keyed by text: dictionaries of our own structs are compiled only while the process starts, those of strings long before.
    private static string Key(string group, string version, string name) => string.Concat(group, "/", version, "/", name);

    private sealed class Index(KindInfo[] all)
    {
        public KindInfo[] All { get; } = all;

        public Dictionary<string, KindInfo> ByKind { get; } = all.ToDictionary(k => Key(k.Group, k.GroupVersionKind.Version, k.Kind), StringComparer.Ordinal);

        public Dictionary<string, KindInfo> ByResource { get; } =
            all.Where(k => k.IsServed).ToDictionary(k => Key(k.Group, k.GroupVersionResource.Version, k.Resource), StringComparer.Ordinal);
    }
}
