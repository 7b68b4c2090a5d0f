using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Discovery;

/// <summary>
/// Tells clients what is served: <c>/api</c>, <c>/apis</c>, each group, each group version; and all of it at once to those who
/// accept the aggregated form. The documents are made once.
/// </summary>
internal sealed class DiscoveryHandler
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private readonly Lazy<FrozenDictionary<string, byte[]>> documents;
    private readonly Lazy<(byte[] Body, string Tag)> core;
    private readonly Lazy<(byte[] Body, string Tag)> groups;

    /// <summary>A handler that tells of these resources.</summary>
    public DiscoveryHandler(ResourceRegistry registry, string address)
    {
        documents = new(() => DiscoveryDocuments.Plain(registry, address));
        core = new(() => Tagged(AggregatedDocument.Of(registry, core: true)));
        groups = new(() => Tagged(AggregatedDocument.Of(registry, core: false)));
    }

    /// <summary>Answers the call if it is for discovery.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        var path = call.Info.Path.TrimEnd('/');
        if (path is "/api" or "/apis" && WantsAggregated(call.Http.Request))
        {
            await WriteAggregatedAsync(call.Http, path == "/api" ? core.Value : groups.Value);
            return true;
        }

        if (!documents.Value.TryGetValue(path.Length == 0 ? "/" : path, out var body))
        {
            return false;
        }

        await JsonResponse.WriteAsync(call.Http, body);
        return true;
    }

    private static bool WantsAggregated(HttpRequest request)
    {
        foreach (var range in request.Headers.Accept.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (range.StartsWith("application/json", StringComparison.Ordinal) && range.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) && range.Contains("v=v2", StringComparison.Ordinal)
                && !range.Contains("v2beta1", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask WriteAggregatedAsync(HttpContext http, (byte[] Body, string Tag) document)
    {
        http.Response.Headers.ETag = document.Tag;
        http.Response.Headers.Vary = "Accept";
        if (http.Request.Headers.IfNoneMatch == document.Tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await JsonResponse.WriteAsync(http, document.Body, AggregatedType);
    }

    private static (byte[] Body, string Tag) Tagged(byte[] body) => (body, $"\"{Convert.ToHexString(SHA256.HashData(body))}\"");
}
