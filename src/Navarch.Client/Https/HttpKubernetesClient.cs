using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Navarch.Api;
using Navarch.Api.Json;
using Navarch.Client.Kubeconfig;

namespace Navarch.Client.Https;

/// <summary>The API over HTTPS.</summary>
public sealed class HttpKubernetesClient : IKubernetesClient, IDisposable
{
    private const string Json = "application/json";

    private readonly HttpClient http;

    /// <summary>A client on a connection; disposes it.</summary>
    /// <param name="http">Its base address is the API's; see <see cref="HttpTransport"/>.</param>
    /// <param name="userAgent">Who this is, for the API's logs: <c>navarch-node</c>.</param>
    public HttpKubernetesClient(HttpClient http, string userAgent = "navarch")
    {
        this.http = http;
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(userAgent, null));
    }

    /// <summary>A client for a cluster.</summary>
    public HttpKubernetesClient(KubeconfigEntry entry, TimeProvider time, string userAgent = "navarch")
        : this(HttpTransport.Connect(entry, time), userAgent)
    {
    }

    /// <summary>The connection, for requests this interface does not have: logs, health, raw paths.</summary>
    public HttpClient Http => http;

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, ResourcePaths.Item(kind, name), null, bytes => ReadObject(kind, bytes), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, ResourcePaths.Collection(kind, obj.Metadata.Namespace), Body(obj), bytes => ReadObject(kind, bytes), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, ResourcePaths.Item(kind, obj.NamespacedName(), subresource), Body(obj), bytes => ReadObject(kind, bytes), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default)
    {
        var path = ResourcePaths.Item(kind, name, subresource);
        if (patch.FieldManager.Length > 0)
        {
            path += $"?fieldManager={Uri.EscapeDataString(patch.FieldManager)}{(patch.Force ? "&force=true" : "")}";
        }

        return SendAsync(HttpMethod.Patch, path, Body(patch.Bytes, patch.ContentType), bytes => ReadObject(kind, bytes), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, ResourcePaths.Item(kind, name), options is null ? null : Body(options), bytes => ReadDeleted(kind, bytes), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, ResourcePaths.Query(kind, query, watch: false), options is null ? null : Body(options), _ => -1, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<ObjectList>> ListAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, ResourcePaths.Query(kind, query, watch: false), null, bytes => Decoding(() => ApiJson.ReadList(kind, bytes)), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindInfo kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Get, ResourcePaths.Query(kind, query, watch: true), null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var refusal = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            yield return new(WatchEventType.Error, null, ReadStatus(response.StatusCode, refusal));
            yield break;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var change in WatchReader.ReadAsync(kind, stream, cancellationToken))
        {
            yield return change;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ApiResult<TOut>> CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken = default)
        where TIn : class, IApiValue
        where TOut : class, IApiValue<TOut>, new() =>
        SendAsync(HttpMethod.Post, ResourcePaths.Item(kind, name, subresource), Body(body), bytes => Decoding(() => ApiJson.Read<TOut>(bytes)), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static ByteArrayContent Body(IApiValue value) => Body(ApiJson.ToBytes(value), Json);

    private static ByteArrayContent Body(ReadOnlyMemory<byte> bytes, string contentType)
    {
        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return content;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = body,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        return request;
    }

    private async ValueTask<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? body, Func<byte[], T> read, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? ApiResult<T>.Ok(read(bytes))
            : ApiResult<T>.Refused(ReadStatus(response.StatusCode, bytes));
    }

    private static IKubernetesObject ReadObject(KindInfo kind, byte[] bytes) => Decoding(() => ApiJson.Read(kind, bytes));

    /// <summary>A deletion is answered by the object or by a bare status.</summary>
    private static IKubernetesObject? ReadDeleted(KindInfo kind, byte[] bytes) =>
        ApiJson.TryPeekTypeMeta(bytes, out _, out var name) && name == kind.Kind ? ReadObject(kind, bytes) : null;

    private static T Decoding<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (DecodeException broken)
        {
            throw new IOException($"the API sent an answer that cannot be read: {broken.Message}", broken);
        }
    }

    /// <summary>The status of a refusal; one is made up when a proxy or a dying server sent something else.</summary>
    private static Status ReadStatus(HttpStatusCode code, byte[] bytes)
    {
        if (ApiJson.TryPeekTypeMeta(bytes, out _, out var kind) && kind == "Status")
        {
            return ApiJson.Read<Status>(bytes, new DecodeReport());
        }

        return new()
        {
            Code = (int)code,
            Reason = code switch
            {
                HttpStatusCode.NotFound => "NotFound",
                HttpStatusCode.Conflict => "Conflict",
                HttpStatusCode.Gone => "Expired",
                HttpStatusCode.Forbidden => "Forbidden",
                HttpStatusCode.Unauthorized => "Unauthorized",
                HttpStatusCode.TooManyRequests => "TooManyRequests",
                HttpStatusCode.ServiceUnavailable => "ServiceUnavailable",
                _ => "InternalError",
            },
            Message = $"the server answered {(int)code} without saying why",
        };
    }
}
