using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Navarch.ApiServer.Proxying;

/// <summary>
/// Passes an upgraded request on: 1. sends the request's head to the node, 2. reads the answer's head, 3. on 101 upgrades the client's connection with the
/// same headers, 4. copies bytes both ways until either side ends. What is spoken inside (WebSocket, SPDY) is not looked at.
/// </summary>
internal static class UpgradeTunnel
{
    private const int LongestHead = 32 * 1024;

    // Between these two hops only; everything else is the client's business with the node.
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Authorization", "Content-Length", "Transfer-Encoding", "Accept-Encoding",
        "Impersonate-User", "Impersonate-Group", "Impersonate-Uid", "Connection", "Upgrade",
    };

    /// <summary>Whether the request asks for an upgrade.</summary>
    public static bool IsAskedFor(HttpContext http) => http.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true;

    /// <summary>Passes the request on over an open connection to the node.</summary>
    public static async ValueTask RunAsync(HttpContext http, Stream node, string host, string pathAndQuery)
    {
        await node.WriteAsync(Encoding.UTF8.GetBytes(Head(http.Request, host, pathAndQuery)), http.RequestAborted);
        await node.FlushAsync(http.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(LongestHead);
        try
        {
            var (head, filled) = await ReadHeadAsync(node, buffer, http.RequestAborted);
            var lines = Encoding.ASCII.GetString(buffer, 0, head).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
            if (status != StatusCodes.Status101SwitchingProtocols)
            {
                await RefuseAsync(http, node, status, buffer.AsMemory(head, filled - head));
                return;
            }

            foreach (var line in lines.AsSpan(1))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0 && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase))
                {
                    http.Response.Headers.Append(line[..colon], line[(colon + 1)..].Trim());
                }
            }

            await using var client = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            await client.WriteAsync(buffer.AsMemory(head, filled - head), http.RequestAborted);
            await JoinAsync(client, node, http.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Head(HttpRequest request, string host, string pathAndQuery)
    {
        var head = new StringBuilder($"{request.Method} {pathAndQuery} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: {request.Headers.Upgrade}\r\n");
        foreach (var (name, values) in request.Headers)
        {
            if (NotForwarded.Contains(name) || name.StartsWith("Impersonate-Extra-", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                // A token that came as a subprotocol stays here.
                var kept = name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase) ? WithoutToken(value ?? "") : value;
                head.Append(name).Append(": ").Append(kept).Append("\r\n");
            }
        }

        if (HttpMethods.IsPost(request.Method))
        {
            head.Append("Content-Length: 0\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private static string WithoutToken(string protocols) => string.Join(
        ", ",
        protocols.Split(',', StringSplitOptions.TrimEntries).Where(p => !p.StartsWith("base64url.bearer.authorization.k8s.io.", StringComparison.Ordinal)));

    private static async ValueTask<(int Head, int Filled)> ReadHeadAsync(Stream node, byte[] buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < LongestHead)
        {
            var read = await node.ReadAsync(buffer.AsMemory(filled, LongestHead - filled), cancellationToken);
            if (read == 0)
            {
                break;
            }

            filled += read;
            var end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return (end + 4, filled);
            }
        }

        throw new IOException("the node closed the connection before it answered");
    }

    private static async ValueTask RefuseAsync(HttpContext http, Stream node, int status, ReadOnlyMemory<byte> begun)
    {
        // The message is short, and the node may keep the connection open behind it: one more read is enough.
        var text = Encoding.UTF8.GetString(begun.Span);
        if (text.Length == 0)
        {
            var buffer = new byte[4096];
            text = Encoding.UTF8.GetString(buffer, 0, await node.ReadAsync(buffer, http.RequestAborted));
        }

        await StatusResponse.WriteAsync(http, Failures.FromNode(status, text.Trim()));
    }

    private static async ValueTask JoinAsync(Stream client, Stream node, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = CopyAsync(client, node, either.Token);
        var down = CopyAsync(node, client, either.Token);
        var first = await Task.WhenAny(up, down);
        if (first == up)
        {
            // The client has nothing more to say; the node's last words must still reach it.
            await Task.WhenAny(down, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
        }

        await either.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side went away: that is how streams end.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
