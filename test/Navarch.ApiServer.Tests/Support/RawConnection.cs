using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>A TLS connection on which a test writes and reads what it likes, as the administrator.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TcpClient tcp;

    private RawConnection(TcpClient tcp, SslStream stream)
    {
        this.tcp = tcp;
        Stream = stream;
    }

    public SslStream Stream { get; }

    /// <param name="port">The server's port.</param>
    /// <param name="protocol">The protocol agreed upon in the handshake.</param>
    /// <param name="receiveBuffer">How much the system takes that nobody has read; 0: as usual.</param>
    public static async Task<RawConnection> OpenAsync(int port, string protocol = "http/1.1", int receiveBuffer = 0)
    {
        var client = new TcpClient();
        if (receiveBuffer > 0)
        {
            client.ReceiveBufferSize = receiveBuffer;
        }

        await client.ConnectAsync("127.0.0.1", port);
        var certificate = TestCertificates.Shared.Client("O=system:masters, CN=raw");
        var stream = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown?.GetCertHashString() == TestCertificates.Shared.Server.GetCertHashString(), (_, _, _, _, _) => certificate);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            ClientCertificates = [certificate],
        });
        return new RawConnection(client, stream);
    }

    public async Task SendAsync(string text)
    {
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        await Stream.FlushAsync();
    }

    /// <summary>The next answer: its code and its body; 0 when the connection ends without one.</summary>
    public async Task<(int Code, string Head, JsonNode? Body)> AnswerAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var head = await HeadAsync(patience.Token);
        if (head.Length == 0)
        {
            return (0, "", null);
        }

        const string length = "content-length: ";
        var at = head.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        var size = at < 0 ? 0 : int.Parse(head.AsSpan(at + length.Length, head.IndexOf('\r', at) - at - length.Length), CultureInfo.InvariantCulture);
        var body = new byte[size];
        await Stream.ReadExactlyAsync(body, patience.Token);
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, size > 0 && body[0] == '{' ? JsonNode.Parse(body) : null);
    }

    /// <summary>Reads until the connection ends, and gives how many bytes came.</summary>
    public async Task<long> DrainAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[64 * 1024];
        long count = 0;
        try
        {
            while (await Stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            {
                count += read;
            }
        }
        catch (IOException)
        {
            // Reset: it has ended, too.
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        tcp.Dispose();
    }

    private async Task<string> HeadAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await Stream.ReadAsync(one, cancellationToken) == 0)
                {
                    return "";
                }

                text.Append((char)one[0]);
            }
        }
        catch (IOException)
        {
            return "";
        }

        return text.ToString();
    }
}
