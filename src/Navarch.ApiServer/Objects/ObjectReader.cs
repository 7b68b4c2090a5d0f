namespace Navarch.ApiServer.Objects;

/// <summary>Reads decoded objects straight from the store, for the server's own decisions.</summary>
internal sealed class ObjectReader(IStore store, ResourceRegistry registry)
{
    /// <summary>The object of that name in the bucket, as stored, or null.</summary>
    public IKubernetesObject? Find(string bucket, string ns, string name)
    {
        var key = new StoreKey(bucket, ns.Length == 0 ? name : $"{ns}/{name}");
        return store.Get(key) is { } entry && registry.ByBucket(bucket) is { } resource
            ? resource.Decode(entry)
            : null;
    }

    /// <summary>The object of that name, or null.</summary>
    public T? Find<T>(string ns, string name)
        where T : class, IKubernetesObject<T> =>
        Find(ServedResource.BucketOf(T.Info), ns, name) as T;

    /// <summary>Every object of a kind, in one namespace or (empty) in all of them.</summary>
    public IEnumerable<T> List<T>(string ns = "")
        where T : class, IKubernetesObject<T>
    {
        var snapshot = store.Snapshot(ServedResource.BucketOf(T.Info)).Snapshot;
        return snapshot is null
            ? []
            : snapshot.Range(ns.Length == 0 ? "" : ns + "/").Select(entry => (T)ObjectCodec.Decode(T.Info, entry));
    }

    /// <summary>Every object of a kind in a namespace.</summary>
    public IEnumerable<IKubernetesObject> List(KindInfo kind, string ns)
    {
        var snapshot = store.Snapshot(ServedResource.BucketOf(kind)).Snapshot;
        return snapshot is null ? [] : snapshot.Range(ns + "/").Select(entry => ObjectCodec.Decode(kind, entry));
    }
}
