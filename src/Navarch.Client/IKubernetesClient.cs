using Navarch.Api;
using Navarch.Api.Json;

namespace Navarch.Client;

/// <summary>
/// The API as every component sees it, whatever carries the requests: in the same process or over HTTPS.
/// An answer the API gave (also a refusal) is a result value; a broken transport throws
/// (<see cref="HttpRequestException"/> or <see cref="IOException"/>). Typed forms are in <see cref="TypedClient"/>.
/// </summary>
public interface IKubernetesClient
{
    /// <summary>One object, by name.</summary>
    ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default);

    /// <summary>Creates an object; its namespace and name (or generateName) are in its metadata. Gives the object as stored.</summary>
    ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces an object, or a part of it when <paramref name="subresource"/> (<c>status</c>) is not empty.
    /// A resourceVersion in its metadata must still be the current one, else the result is a conflict.
    /// </summary>
    ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default);

    /// <summary>Changes an object by a patch document.</summary>
    ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes an object. The value is the object as it now is when it still exists (finalizers, grace period) or as it last was,
    /// or null when the API answered with a status only.
    /// </summary>
    ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes every object the query selects; gives the number of objects when the API told it, else -1.</summary>
    ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The objects the query selects.</summary>
    ValueTask<ApiResult<ObjectList>> ListAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// The changes since the query's resource version, in order, until the API ends the stream, the transport breaks
    /// (throws) or the caller stops. A refusal (410 for history that is gone) is one event of type <see cref="WatchEventType.Error"/>, the last one.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Posts to a subresource that takes a document of its own: <c>binding</c>, <c>eviction</c>, <c>token</c>.</summary>
    /// <typeparam name="TIn">The document's record.</typeparam>
    /// <typeparam name="TOut">The answer's record.</typeparam>
    ValueTask<ApiResult<TOut>> CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken = default)
        where TIn : class, IApiValue
        where TOut : class, IApiValue<TOut>, new();
}
