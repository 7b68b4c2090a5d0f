namespace Navarch.ApiServer.Verbs;

/// <summary>Reads one object: the bytes that were committed.</summary>
internal sealed class GetVerb(IStore store)
{
    /// <summary>The object's entry.</summary>
    public ApiResult<Entry> Execute(ResourceCall call) =>
        store.Get(call.Key) is { } entry ? entry : Failures.NotFound(call.Kind, call.Name);
}
