using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>An answer as it came.</summary>
internal sealed record RawAnswer(HttpStatusCode Code, byte[] Bytes, HttpResponseHeaders Headers, string ContentType)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public string Message => (string?)Json["message"] ?? "";

    /// <summary>Asserts a refusal in the API's shape: code, reason, and no trace of our own code.</summary>
    public RawAnswer Refuses(int code, string reason, string? message = null)
    {
        Assert.True((int)Code == code, $"{(int)Code} instead of {code}: {Text}");
        Assert.Equal("Status", (string?)Json["kind"]);
        Assert.Equal("v1", (string?)Json["apiVersion"]);
        Assert.Equal("Failure", (string?)Json["status"]);
        Assert.Equal(code, (int?)Json["code"]);
        Assert.Equal(reason, (string?)Json["reason"] ?? "");
        Assert.DoesNotContain("   at ", Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Navarch.", Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", Message, StringComparison.Ordinal);
        if (message is not null)
        {
            Assert.Equal(message, Message);
        }

        return this;
    }
}

/// <summary>Requests that no well-behaved client sends.</summary>
internal static class RawRequests
{
    public static async Task<RawAnswer> SendRawAsync(this HttpClient client, string method, string path, byte[]? body = null, string? type = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (type is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await client.SendAsync(request);
        return new RawAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, response.Content.Headers.ContentType?.ToString() ?? "");
    }

    public static Task<RawAnswer> SendRawAsync(this HttpClient client, string method, string path, string body, string type = "application/json") =>
        client.SendRawAsync(method, path, Encoding.UTF8.GetBytes(body), type);
}
