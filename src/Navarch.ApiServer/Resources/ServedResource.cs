using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Protobuf;
using Navarch.ApiServer.Resources.Conversion;

namespace Navarch.ApiServer.Resources;

/// <summary>A resource as this server serves it: its kind, where and how it is stored, and what is special about it.</summary>
internal sealed class ServedResource
{
    private readonly Lazy<IKubernetesObject> empty;
    private readonly IKindConverter? converter;
    private readonly KindInfo stored;

    /// <summary>A resource of a kind; with a converter it is stored as another kind.</summary>
    public ServedResource(KindInfo kind, ResourceStrategy strategy, TimeProvider time, IKindConverter? converter = null)
    {
        Kind = kind;
        Strategy = strategy;
        Time = time;
        this.converter = converter;
        stored = converter?.Stored ?? kind;
        Bucket = BucketOf(stored);
        empty = new(() => ApiJson.Read(kind, "{}"u8));
    }

    /// <summary>The kind, at the version served.</summary>
    public KindInfo Kind { get; }

    /// <summary>The kind, at the version stored.</summary>
    public KindInfo StoredKind => stored;

    /// <summary>What is special about the resource.</summary>
    public ResourceStrategy Strategy { get; }

    /// <summary>The clock by which ages are told.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where its objects come from when they are not stored.</summary>
    public IObjectSource? Source { get; set; }

    /// <summary>The bucket of the store that holds its objects.</summary>
    public string Bucket { get; }

    /// <summary>The watches of it that are open.</summary>
    public WatcherCounts Watchers { get; } = new();

    /// <summary>Whether it is stored as it is served.</summary>
    public bool IsStoredAsServed => converter is null;

    /// <summary>Whether its objects live in namespaces.</summary>
    public bool IsNamespaced => Kind.Namespaced;

    /// <summary>The resource's path segment, e.g. <c>pods</c>.</summary>
    public string Name => Kind.GroupVersionResource.Resource;

    /// <summary>An object with nothing set.</summary>
    public IKubernetesObject Empty => empty.Value;

    /// <summary>Where an object of it is stored.</summary>
    public StoreKey KeyOf(string ns, string name) => new(Bucket, IsNamespaced ? $"{ns}/{name}" : name);

    /// <summary>The decoded record of an entry, as served.</summary>
    public IKubernetesObject Decode(Entry entry)
    {
        var record = DecodeStored(entry);
        return converter is null ? record : converter.ToServed(record);
    }

    /// <summary>The decoded record of an entry, as stored: the instance that everybody shares.</summary>
    public IKubernetesObject DecodeStored(Entry entry) => ObjectCodec.Decode(stored, entry);

    /// <summary>An object as it is stored.</summary>
    public IKubernetesObject ToStored(IKubernetesObject obj) => converter is null ? obj : converter.ToStored(obj);

    /// <summary>An entry's JSON, as served: the committed bytes themselves wherever the version is the stored one.</summary>
    public ReadOnlyMemory<byte> BytesOf(Entry entry) => converter is null ? entry.Value : ApiJson.ToBytes(Decode(entry));

    /// <summary>An entry's protobuf message, as served: made once and kept with the entry wherever the version is the stored one.</summary>
    public byte[] ProtobufOf(Entry entry)
    {
        if (converter is not null)
        {
            return ProtobufDocument.Message(Kind.Structure, BytesOf(entry));
        }

        if (entry.Converted is not byte[] message)
        {
            entry.Converted = message = ProtobufDocument.Message(Kind.Structure, entry.Value);
        }

        return message;
    }

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
