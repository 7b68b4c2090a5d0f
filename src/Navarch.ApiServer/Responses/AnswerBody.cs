using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Responses;

/// <summary>Where the bytes of an answer go: straight out, or through gzip when the answer is large and the client reads that.</summary>
internal static class AnswerBody
{
    /// <summary>From how many bytes on an answer is compressed, as upstream does it.</summary>
    public const int SmallestCompressed = 128 * 1024;

    /// <summary>Sets the headers of an answer of this length and gives where to write it; <see cref="EndAsync"/> ends it.</summary>
    public static PipeWriter Begin(HttpContext http, long length, string mediaType)
    {
        var response = http.Response;
        response.ContentType = mediaType;
        response.Headers.CacheControl = "no-cache, private";
        if (length < SmallestCompressed || !ReadsGzip(http.Request))
        {
            response.ContentLength = length;
            return response.BodyWriter;
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Vary = "Accept-Encoding";
        return PipeWriter.Create(new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true));
    }

    /// <summary>Sends what is left.</summary>
    public static async ValueTask EndAsync(HttpContext http, PipeWriter output)
    {
        await output.FlushAsync(http.RequestAborted);
        if (!ReferenceEquals(output, http.Response.BodyWriter))
        {
            await output.CompleteAsync();
        }
    }

    /// <summary>Whether the client reads gzip and gets a body.</summary>
    public static bool ReadsGzip(HttpRequest request)
    {
        foreach (var range in request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (range == "gzip" || (range.StartsWith("gzip;", StringComparison.Ordinal) && !range.EndsWith("q=0", StringComparison.Ordinal)))
            {
                return !HttpMethods.IsHead(request.Method);
            }
        }

        return false;
    }
}
