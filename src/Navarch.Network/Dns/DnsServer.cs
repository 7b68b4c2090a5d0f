using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Navarch.Network.Dns;

/// <summary>Listens for questions over UDP and TCP at one address.</summary>
public sealed partial class DnsServer : IAsyncDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(10);
    private const int MostConnections = 512;

    private readonly DnsResponder responder;
    private readonly ILogger log;
    private readonly Socket datagrams;
    private readonly Socket connections;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim free = new(MostConnections);
    private readonly Task running;

    private DnsServer(DnsResponder responder, Socket datagrams, Socket connections, ILogger log)
    {
        this.responder = responder;
        this.datagrams = datagrams;
        this.connections = connections;
        this.log = log;
        EndPoint = (IPEndPoint)connections.LocalEndPoint!;
        running = Task.WhenAll(ServeDatagramsAsync(), ServeConnectionsAsync());
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// Starts at <paramref name="address"/>, at <paramref name="port"/> or, when that one is taken (or zero), at a free one.
    /// Throws <see cref="SocketException"/> when the address is not one of this machine.
    /// </summary>
    public static DnsServer Start(DnsResponder responder, IPAddress address, int port, ILogger log)
    {
        foreach (var candidate in port == 0 ? [0] : new[] { port, 0 })
        {
            if (TryBind(address, candidate) is var (packets, streams))
            {
                return new(responder, packets, streams, log);
            }
        }

        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        datagrams.Dispose();
        connections.Dispose();
        await running;
        stop.Dispose();
        free.Dispose();
    }

    private static (Socket Datagrams, Socket Connections)? TryBind(IPAddress address, int port)
    {
        var stream = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var packets = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            stream.Bind(new IPEndPoint(address, port));
            stream.Listen();
            packets.ReceiveBufferSize = 1 << 20;
            packets.Bind(stream.LocalEndPoint!);
            return (packets, stream);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            stream.Dispose();
            packets.Dispose();
            return null;
        }
    }

    private async Task ServeDatagramsAsync()
    {
        var buffer = new byte[4096];
        var anyone = new IPEndPoint(datagrams.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var got = await datagrams.ReceiveFromAsync(buffer, SocketFlags.None, anyone, stop.Token);
                var answer = responder.AnswerAsync(buffer.AsMemory(0, got.ReceivedBytes), overTcp: false, stop.Token);
                if (answer.IsCompletedSuccessfully)
                {
                    await SendAsync(await answer, got.RemoteEndPoint);
                }
                else
                {
                    // The question is being read from the buffer only until the answer is waited for.
                    buffer = new byte[4096];
                    _ = SendWhenKnownAsync(answer, got.RemoteEndPoint);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                if (!stop.IsCancellationRequested)
                {
                    LogFailure(e);
                }
            }
        }
    }

    private async Task SendWhenKnownAsync(ValueTask<byte[]?> answer, EndPoint client)
    {
        try
        {
            await SendAsync(await answer, client);
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested)
            {
                LogFailure(e);
            }
        }
    }

    private async ValueTask SendAsync(byte[]? answer, EndPoint client)
    {
        if (answer is { Length: > 0 })
        {
            await datagrams.SendToAsync(answer, SocketFlags.None, client, stop.Token);
        }
    }

    private async Task ServeConnectionsAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await free.WaitAsync(stop.Token);
                _ = ServeConnectionAsync(await connections.AcceptAsync(stop.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                if (!stop.IsCancellationRequested)
                {
                    free.Release();
                    LogFailure(e);
                }
            }
        }
    }

    private async Task ServeConnectionAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (true)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                limit.CancelAfter(IdleLimit);
                if (await DnsFraming.ReadAsync(stream, limit.Token) is not { } query || await responder.AnswerAsync(query, overTcp: true, limit.Token) is not { } answer)
                {
                    return;
                }

                await DnsFraming.WriteAsync(stream, answer, limit.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client left, or said nothing for too long: both are ordinary ends.
            return;
        }
        catch (Exception e)
        {
            LogFailure(e);
        }
        finally
        {
            if (!stop.IsCancellationRequested)
            {
                free.Release();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "DNS: a question could not be answered")]
    private partial void LogFailure(Exception exception);
}
