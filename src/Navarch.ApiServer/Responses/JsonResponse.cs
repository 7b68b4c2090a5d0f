using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes JSON bytes that are at hand as the answer.</summary>
internal static class JsonResponse
{
    /// <summary>The media type of plain answers.</summary>
    public const string MediaType = "application/json";

    /// <summary>Writes the bytes; for HEAD only the headers.</summary>
    public static async ValueTask WriteAsync(HttpContext http, ReadOnlyMemory<byte> bytes, string mediaType = MediaType)
    {
        var output = AnswerBody.Begin(http, bytes.Length, mediaType);
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            output.Write(bytes.Span);
            await AnswerBody.EndAsync(http, output);
        }
    }
}
