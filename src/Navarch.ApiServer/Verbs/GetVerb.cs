namespace Navarch.ApiServer.Verbs;

/// <summary>Reads one object: the bytes that were committed.</summary>
internal sealed class GetVerb(IStore store)
{
    /// <summary>The object's entry.</summary>
    public ValueTask<ApiResult<Entry>> ExecuteAsync(ResourceCall call, CancellationToken cancellationToken) =>
        call.Resource.Source is { } source
            ? FindAsync(call, source, cancellationToken)
            : new(store.Get(call.Key) is { } entry ? entry : ApiResult<Entry>.Refused(Failures.NotFound(call.Kind, call.Name)));

    private static async ValueTask<ApiResult<Entry>> FindAsync(ResourceCall call, IObjectSource source, CancellationToken cancellationToken)
    {
        var objects = await source.ReadAsync(call.Namespace, cancellationToken);
        return objects.FirstOrDefault(obj => obj.Metadata.Name == call.Name) is { } found
            ? ObjectWriter.Unstored(call.Resource, found)
            : Failures.NotFound(call.Kind, call.Name);
    }
}
