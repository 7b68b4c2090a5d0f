using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Navarch.Node.Server.Streaming;

/// <summary>
/// Accepts WebSockets. The framework's own way cannot serve here: it refuses a subprotocol with a slash in its name,
/// as that of tunnelled port-forwarding has.
/// </summary>
internal static class WebSocketHandshake
{
    // RFC 6455, section 1.3.
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Whether the request asks for a WebSocket.</summary>
    public static bool IsAskedFor(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && "websocket".Equals(context.Request.Headers.Upgrade, StringComparison.OrdinalIgnoreCase)
        && context.Request.Headers.SecWebSocketKey.Count == 1;

    /// <summary>The subprotocols that the client offers, best first.</summary>
    public static IEnumerable<string> Offered(HttpContext context) =>
        context.Request.Headers.SecWebSocketProtocol.OfType<string>()
            .SelectMany(static line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Agrees to one of them. The caller disposes the socket.</summary>
    public static async Task<WebSocket> AcceptAsync(HttpContext context, string protocol)
    {
        var headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Answer(context.Request.Headers.SecWebSocketKey.ToString());
        headers.SecWebSocketProtocol = protocol;
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        return WebSocket.CreateFromStream(stream, isServer: true, subProtocol: null, PingPeriod);
    }

    // The standard asks for SHA-1 as a mark that the server understood, not for any secrecy.
#pragma warning disable CA5350
    internal static string Answer(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
