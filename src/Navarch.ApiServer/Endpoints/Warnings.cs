using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Tells the person at the client something: <c>Warning: 299 - "..."</c> headers.</summary>
internal static class Warnings
{
    /// <summary>Adds warnings to the response; one that is there already (a write was tried again) is not said twice.</summary>
    public static void Add(HttpContext http, params IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            var quoted = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            var header = $"299 - \"{quoted}\"";
            if (!http.Response.Headers.Warning.Contains(header))
            {
                http.Response.Headers.Append("Warning", header);
            }
        }
    }
}
