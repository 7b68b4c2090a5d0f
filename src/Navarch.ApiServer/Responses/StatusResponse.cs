using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes a <see cref="Status"/> as the answer.</summary>
internal static class StatusResponse
{
    /// <summary>Writes the status with its code.</summary>
    public static async ValueTask WriteAsync(HttpContext http, Status status)
    {
        var bytes = ApiJson.ToBytes(status);
        http.Response.StatusCode = status.Code == 0 ? StatusCodes.Status200OK : status.Code;
        if (status.Details?.RetryAfterSeconds is > 0 and var seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString();
        }

        if (status.Code == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await ObjectResponse.WriteDocumentAsync(http, bytes);
    }
}
