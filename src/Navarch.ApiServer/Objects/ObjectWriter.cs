namespace Navarch.ApiServer.Objects;

/// <summary>Writes objects to the store, each encoded exactly once.</summary>
internal sealed class ObjectWriter(IStore store)
{
    /// <summary>Creates an object.</summary>
    public ValueTask<WriteResult> CreateAsync(ServedResource resource, IKubernetesObject obj, CancellationToken cancellationToken) =>
        PutAsync(resource, obj, 0, isLazy: false, cancellationToken);

    /// <summary>Replaces the object that <paramref name="current"/> holds, if it is still the one stored.</summary>
    public ValueTask<WriteResult> ReplaceAsync(ServedResource resource, IKubernetesObject obj, Entry current, CancellationToken cancellationToken) =>
        PutAsync(resource, obj, current.ModRevision, resource.Strategy.IsHeartbeat(obj, resource.Decode(current)), cancellationToken);

    /// <summary>Deletes the object that <paramref name="current"/> holds, if it is still the one stored.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="current">What is stored.</param>
    /// <param name="last">The state watchers are given; null: the stored one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<WriteResult> DeleteAsync(ServedResource resource, Entry current, IKubernetesObject? last, CancellationToken cancellationToken)
    {
        var obj = last is null ? resource.DecodeStored(current) : resource.ToStored(last);
        var (bytes, at) = last is null ? ObjectCodec.Reopen(current.Value.Span) : ObjectCodec.Encode(obj);
        return store.WriteAsync(
            new Write(current.Key, null, current.ModRevision) { LastValue = bytes, RevisionOffset = at, Decoded = new UncommittedObject(obj) },
            cancellationToken);
    }

    /// <summary>An entry as a write would have made it: the answer to a dry run.</summary>
    public static Entry DryRun(ServedResource resource, IKubernetesObject obj, Entry? current)
    {
        obj = resource.ToStored(obj);
        var (bytes, _) = ObjectCodec.Encode(obj);
        var shown = obj.Metadata.ResourceVersion.Length == 0 ? bytes : ApiJson.ToBytes(obj);
        return new Entry(resource.KeyOf(obj.Metadata.Namespace, obj.Metadata.Name), shown, current?.CreateRevision ?? 0, current?.ModRevision ?? 0) { Decoded = obj };
    }

    /// <summary>An entry of an object that is not stored.</summary>
    public static Entry Unstored(ServedResource resource, IKubernetesObject obj) =>
        new(resource.KeyOf(obj.Metadata.Namespace, obj.Metadata.Name), ApiJson.ToBytes(obj), 0, 0) { Decoded = obj };

    private ValueTask<WriteResult> PutAsync(ServedResource resource, IKubernetesObject obj, long expected, bool isLazy, CancellationToken cancellationToken)
    {
        obj = resource.ToStored(obj);
        var (bytes, at) = ObjectCodec.Encode(obj);
        return store.WriteAsync(
            new Write(resource.KeyOf(obj.Metadata.Namespace, obj.Metadata.Name), bytes, expected)
            {
                RevisionOffset = at,
                Decoded = new UncommittedObject(obj),
                Lazy = isLazy,
            },
            cancellationToken);
    }
}
