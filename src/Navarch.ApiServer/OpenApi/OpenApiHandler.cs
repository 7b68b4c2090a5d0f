using System.Collections.Frozen;
using System.Security.Cryptography;
using Navarch.ApiServer.Discovery;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Answers <c>/openapi/v3</c> and the document of each group version; each is made when first asked for, and named by its hash.</summary>
internal sealed class OpenApiHandler
{
    private const string Root = "/openapi/v3";

    private readonly FrozenDictionary<string, Lazy<byte[]>> documents;
    private readonly Lazy<byte[]> index;

    /// <summary>A handler that tells of these resources.</summary>
    public OpenApiHandler(ResourceRegistry registry)
    {
        documents = registry.All
            .GroupBy(r => r.Kind.Group.Length == 0 ? $"api/{r.Kind.GroupVersionKind.Version}" : $"apis/{r.Kind.Group}/{r.Kind.GroupVersionKind.Version}", StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => new Lazy<byte[]>(() => OpenApiV3Document.Of(g.Key, [.. g])), StringComparer.Ordinal);
        index = new(Index);
    }

    /// <summary>Answers the call if it is for OpenAPI.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        var path = call.Info.Path;
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        if (path.Length <= Root.Length + 1)
        {
            await JsonResponse.WriteAsync(call.Http, index.Value);
            return true;
        }

        if (!documents.TryGetValue(path[(Root.Length + 1)..], out var document))
        {
            return false;
        }

        if (call.Http.Request.Query.ContainsKey("hash"))
        {
            // What a hash names never changes.
            call.Http.Response.Headers.Expires = "Fri, 31 Dec 9999 23:59:59 GMT";
            call.Http.Response.Headers.ETag = $"\"{Hash(document.Value)}\"";
        }

        await JsonResponse.WriteAsync(call.Http, document.Value);
        return true;
    }

    private static string Hash(byte[] document) => Convert.ToHexString(SHA256.HashData(document));

    private byte[] Index() => DiscoveryDocuments.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("paths");
        foreach (var (path, document) in documents.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(path);
            writer.WriteString("serverRelativeURL", $"{Root}/{path}?hash={Hash(document.Value)}");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
