namespace Navarch.ApiServer.Resources;

/// <summary>A resource as this server serves it: its kind, where it is stored, and what is special about it.</summary>
internal sealed class ServedResource(KindInfo kind, ResourceStrategy strategy, TimeProvider time)
{
    private readonly Lazy<IKubernetesObject> empty = new(() => ApiJson.Read(kind, "{}"u8));

    /// <summary>The kind.</summary>
    public KindInfo Kind { get; } = kind;

    /// <summary>What is special about the resource.</summary>
    public ResourceStrategy Strategy { get; } = strategy;

    /// <summary>The clock by which ages are told.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The bucket of the store that holds its objects.</summary>
    public string Bucket { get; } = BucketOf(kind);

    /// <summary>Whether its objects live in namespaces.</summary>
    public bool IsNamespaced => Kind.Namespaced;

    /// <summary>The resource's path segment, e.g. <c>pods</c>.</summary>
    public string Name => Kind.GroupVersionResource.Resource;

    /// <summary>An object with nothing set.</summary>
    public IKubernetesObject Empty => empty.Value;

    /// <summary>Where an object of it is stored.</summary>
    public StoreKey KeyOf(string ns, string name) => new(Bucket, IsNamespaced ? $"{ns}/{name}" : name);

    /// <summary>The decoded record of an entry.</summary>
    public IKubernetesObject Decode(Entry entry) => ObjectCodec.Decode(Kind, entry);

    /// <summary>An object with another one's status; the object itself when the kind has none.</summary>
    public IKubernetesObject WithStatusOf(IKubernetesObject obj, IKubernetesObject other) => Kind.StatusCopier?.Invoke(obj, other) ?? obj;

    /// <summary>An object with nothing in its status.</summary>
    public IKubernetesObject WithoutStatus(IKubernetesObject obj) => Kind.StatusCopier?.Invoke(obj, empty.Value) ?? obj;

    /// <summary>The bucket of a kind: <c>pods</c>, <c>apps/deployments</c>.</summary>
    public static string BucketOf(KindInfo kind)
    {
        var gvr = kind.GroupVersionResource;
        return gvr.Group.Length == 0 ? gvr.Resource : $"{gvr.Group}/{gvr.Resource}";
    }
}
