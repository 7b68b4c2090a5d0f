using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.OpenApi;

/// <summary>
/// Answers <c>/openapi/v2</c>, <c>/openapi/v3</c> and the documents of version 3. A client that has a document is told so, one that
/// reads gzip gets the bytes as they are kept, and what is asked for by its hash may be kept for a year.
/// </summary>
internal sealed class OpenApiHandler(OpenApiDocuments documents, TimeProvider time)
{
    private const string V2 = "/openapi/v2";
    private const string V3 = "/openapi/v3";
    private static readonly TimeSpan YearOfCaching = TimeSpan.FromDays(365);

    /// <summary>Answers the call if it is for OpenAPI.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        var path = call.Info.Path.TrimEnd('/');
        if (path == V2)
        {
            await AnswerAsync(call.Http, OpenApiMediaTypes.V2, isProtobuf => isProtobuf ? documents.V2Protobuf : documents.V2);
            return true;
        }

        if (path == V3)
        {
            await SendAsync(call.Http, documents.Index, JsonResponse.MediaType);
            return true;
        }

        if (!path.StartsWith(V3 + "/", StringComparison.Ordinal) || documents.V3(path[(V3.Length + 1)..]) is not { } document)
        {
            return false;
        }

        await AnswerPartAsync(call.Http, path, document);
        return true;
    }

    private async ValueTask AnswerPartAsync(HttpContext http, string path, PackedDocument document)
    {
        var hash = http.Request.Query["hash"].ToString();
        if (hash.Length > 0 && hash != document.Hash)
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.Headers.Location = $"{path}?hash={document.Hash}";
            return;
        }

        await AnswerAsync(http, OpenApiMediaTypes.V3, isProtobuf =>
        {
            if (hash.Length > 0)
            {
                // What a hash names never changes.
                http.Response.Headers.CacheControl = "public, immutable";
                http.Response.Headers.Expires = time.GetUtcNow().Add(YearOfCaching).ToString("R", CultureInfo.InvariantCulture);
            }

            return isProtobuf ? documents.V3Protobuf(path[(V3.Length + 1)..]) ?? document : document;
        });
    }

    private static async ValueTask AnswerAsync(HttpContext http, OpenApiMediaTypes types, Func<bool, PackedDocument> choose)
    {
        if (types.Choose(http.Request.Headers.Accept.ToString()) is not { } isProtobuf)
        {
            await StatusResponse.WriteAsync(http, Failures.NotAcceptable(types.Offered));
            return;
        }

        http.Response.Headers.Vary = "Accept";
        await SendAsync(http, choose(isProtobuf), isProtobuf ? types.Protobuf : JsonResponse.MediaType);
    }

    private static async ValueTask SendAsync(HttpContext http, PackedDocument document, string mediaType)
    {
        var response = http.Response;
        response.Headers.ETag = document.Tag;
        if (IsKnown(http.Request.Headers.IfNoneMatch.ToString(), document.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = mediaType;
        response.Headers.Append("Vary", "Accept-Encoding");
        if (AnswerBody.ReadsGzip(http.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = document.Packed.Length;
            if (!HttpMethods.IsHead(http.Request.Method))
            {
                await response.Body.WriteAsync(document.Packed, http.RequestAborted);
            }

            return;
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await using var plain = document.Open();
            await plain.CopyToAsync(response.Body, http.RequestAborted);
        }
    }

    private static bool IsKnown(string known, string tag) => known == "*"
        || known.Split(',', StringSplitOptions.TrimEntries).Any(k => k.AsSpan(k.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0).SequenceEqual(tag));
}
