using System.Collections.Frozen;

namespace Navarch.ApiServer.Resources;

/// <summary>Every resource this server serves.</summary>
internal sealed class ResourceRegistry
{
    private readonly FrozenDictionary<GroupVersionResource, ServedResource> byResource;
    private readonly FrozenDictionary<string, ServedResource> byBucket;
    private readonly FrozenDictionary<GroupVersionKind, ServedResource> byKind;

    /// <summary>A registry of these resources.</summary>
    public ResourceRegistry(IEnumerable<ServedResource> resources)
    {
        All = [.. resources];
        byResource = All.ToFrozenDictionary(r => r.Kind.GroupVersionResource);
        byKind = All.ToFrozenDictionary(r => r.Kind.GroupVersionKind);

        // A group's resources are stored once, at one version, whichever versions are served.
        byBucket = All.GroupBy(r => r.Bucket, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.First(r => r.IsStoredAsServed), StringComparer.Ordinal);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ServedResource> All { get; }

    /// <summary>The resource of that group, version and plural, or null.</summary>
    public ServedResource? Find(GroupVersionResource resource) => byResource.GetValueOrDefault(resource);

    /// <summary>The resource of that kind, or null.</summary>
    public ServedResource? Find(GroupVersionKind kind) => byKind.GetValueOrDefault(kind);

    /// <summary>The resource of a kind that is known to be served.</summary>
    public ServedResource Of(KindInfo kind) => byKind[kind.GroupVersionKind];

    /// <summary>The resource stored in that bucket, or null.</summary>
    public ServedResource? ByBucket(string bucket) => byBucket.GetValueOrDefault(bucket);
}
