using System.Runtime.CompilerServices;
using Navarch.Api;

namespace Navarch.Client;

/// <summary>The client with kinds known at compile time: <c>client.GetAsync&lt;Pod&gt;(name)</c>.</summary>
public static class TypedClient
{
    /// <summary>One object, by name.</summary>
    public static async ValueTask<ApiResult<T>> GetAsync<T>(this IKubernetesClient client, NamespacedName name, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        Typed<T>(await client.GetAsync(T.Info, name, cancellationToken));

    /// <summary>One namespaced object, by name.</summary>
    public static ValueTask<ApiResult<T>> GetAsync<T>(this IKubernetesClient client, string ns, string name, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        client.GetAsync<T>(new NamespacedName(ns, name), cancellationToken);

    /// <summary>Creates an object; gives it as stored.</summary>
    public static async ValueTask<ApiResult<T>> CreateAsync<T>(this IKubernetesClient client, T obj, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        Typed<T>(await client.CreateAsync(T.Info, obj, cancellationToken));

    /// <summary>Replaces an object; a resourceVersion in its metadata must still be current.</summary>
    public static async ValueTask<ApiResult<T>> UpdateAsync<T>(this IKubernetesClient client, T obj, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        Typed<T>(await client.UpdateAsync(T.Info, obj, "", cancellationToken));

    /// <summary>Replaces an object's status.</summary>
    public static async ValueTask<ApiResult<T>> UpdateStatusAsync<T>(this IKubernetesClient client, T obj, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        Typed<T>(await client.UpdateAsync(T.Info, obj, "status", cancellationToken));

    /// <summary>Changes an object by a patch document.</summary>
    public static async ValueTask<ApiResult<T>> PatchAsync<T>(this IKubernetesClient client, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        Typed<T>(await client.PatchAsync(T.Info, name, patch, subresource, cancellationToken));

    /// <summary>Deletes an object.</summary>
    public static ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync<T>(this IKubernetesClient client, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        client.DeleteAsync(T.Info, name, options, cancellationToken);

    /// <summary>The objects the query (default: everything) selects.</summary>
    public static async ValueTask<ApiResult<ObjectList<T>>> ListAsync<T>(this IKubernetesClient client, ListQuery? query = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T>
    {
        var result = await client.ListAsync(T.Info, query ?? ListQuery.All, cancellationToken);
        return result.Select(list => new ObjectList<T>(list.ResourceVersion, [.. list.Items.Cast<T>()], list.Continue));
    }

    /// <summary>The changes since the query's resource version.</summary>
    public static async IAsyncEnumerable<(WatchEventType Type, T? Object, Status? Status)> WatchAsync<T>(
        this IKubernetesClient client, ListQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T>
    {
        await foreach (var change in client.WatchAsync(T.Info, query ?? ListQuery.All, cancellationToken))
        {
            yield return (change.Type, change.Object as T, change.Status);
        }
    }

    private static ApiResult<T> Typed<T>(ApiResult<IKubernetesObject> result)
        where T : class =>
        result.IsSuccess ? ApiResult<T>.Ok((T)result.Value) : ApiResult<T>.Refused(result.Status);
}
