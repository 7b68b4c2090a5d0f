using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Navarch.Network.Dns;

/// <summary>
/// Asks other name servers. Every question leaves from a port and with an id drawn for it alone, and only an answer to
/// just that question from just that server counts. Servers are tried in order, the one that answered last first.
/// </summary>
/// <param name="servers">Whom to ask.</param>
/// <param name="patience">How long to wait for each.</param>
public sealed class DnsForwarder(IReadOnlyList<IPEndPoint> servers, TimeSpan patience)
{
    private int preferred;

    /// <summary>Whom it asks.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; } = servers;

    /// <summary>The answer to the query, with the query's id; null when no server gave one.</summary>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, bool overTcp, CancellationToken cancellation)
    {
        var first = Volatile.Read(ref preferred);
        for (var i = 0; i < Servers.Count; i++)
        {
            var index = (first + i) % Servers.Count;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(patience);
            try
            {
                var answer = overTcp ? await AskTcpAsync(query, Servers[index], limit.Token) : await AskUdpAsync(query, Servers[index], limit.Token);
                if (answer is not null)
                {
                    query.Span[..2].CopyTo(answer);
                    Volatile.Write(ref preferred, index);
                    return answer;
                }
            }
            catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // This server is silent or away: the next one may not be.
                continue;
            }
        }

        return null;
    }

    private static async Task<byte[]?> AskUdpAsync(ReadOnlyMemory<byte> query, IPEndPoint server, CancellationToken cancellation)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellation);
        var asked = WithNewId(query);
        await socket.SendAsync(asked, SocketFlags.None, cancellation);
        var buffer = new byte[4096];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);
            if (Answers(asked, buffer.AsSpan(0, count)))
            {
                return buffer.AsSpan(0, count).ToArray();
            }
        }
    }

    private static async Task<byte[]?> AskTcpAsync(ReadOnlyMemory<byte> query, IPEndPoint server, CancellationToken cancellation)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellation);
        await using var stream = new NetworkStream(socket);
        var asked = WithNewId(query);
        await DnsFraming.WriteAsync(stream, asked, cancellation);
        var answer = await DnsFraming.ReadAsync(stream, cancellation);
        return answer is not null && Answers(asked, answer) ? answer : null;
    }

    private static byte[] WithNewId(ReadOnlyMemory<byte> query)
    {
        var copy = query.ToArray();
        RandomNumberGenerator.Fill(copy.AsSpan(0, 2));
        return copy;
    }

    private static bool Answers(ReadOnlySpan<byte> query, ReadOnlySpan<byte> answer) =>
        answer.Length >= 12
        && BinaryPrimitives.ReadUInt16BigEndian(answer) == BinaryPrimitives.ReadUInt16BigEndian(query)
        && (answer[2] & 0x80) != 0
        && DnsReader.TryRead(query, out var asked)
        && DnsReader.TryRead(answer, out var got)
        && got.Questions.Count == 1
        && got.Questions[0].Type == asked.Questions[0].Type
        && string.Equals(got.Questions[0].Name, asked.Questions[0].Name, StringComparison.OrdinalIgnoreCase);
}
