using System.Buffers;
using System.Net.WebSockets;

namespace Navarch.Node.Server.Streaming;

/// <summary>
/// Carries a command's streams between a WebSocket (subprotocols <c>v4.channel.k8s.io</c> and <c>v5.channel.k8s.io</c>: every message
/// begins with the number of its channel; version 5 can also close one) and SPDY streams, each opened under its type's name.
/// </summary>
internal sealed class RemoteCommandSession
{
    private const byte StdinChannel = 0;
    private const byte ErrorChannel = 3;
    private const byte ResizeChannel = 4;
    private const byte CloseSignal = 255;

    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly WebSocket _client;
    private readonly SpdyConnection _runtime;
    private readonly Dictionary<uint, byte> _channelOfStream = [];
    private readonly Dictionary<byte, uint> _streamOfChannel = [];

    private volatile bool _commandEnded;

    public RemoteCommandSession(WebSocket client, SpdyConnection runtime)
    {
        _client = client;
        _runtime = runtime;
    }

    /// <summary>Runs until the command ended, or the client left.</summary>
    public async Task RunAsync(RemoteCommandOptions options, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await OpenStreamsAsync(options, ct);
        // Tells the client that the command is about to run: an empty message on the lowest channel it reads.
        await SendAsync(options.Stdout ? (byte)1 : options.Stderr ? (byte)2 : ErrorChannel, default, ct);
        var toClient = CopyToClientAsync(ended.Token);
        var toRuntime = CopyToRuntimeAsync(ended.Token);
        // The client leaving ends the command; the end of its input does not.
        if (await Task.WhenAny(toClient, toRuntime) == toClient && toClient.IsCompletedSuccessfully)
        {
            _commandEnded = true;
            await CloseAsync(ct);
            // The client answers the close; cutting it off before would reset the connection and lose what is on its way.
            ended.CancelAfter(FarewellTime);
            await toRuntime.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await ended.CancelAsync();
        await _runtime.DisposeAsync();
        await Task.WhenAll(toClient, toRuntime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task OpenStreamsAsync(RemoteCommandOptions options, CancellationToken ct)
    {
        // The error stream comes first: the runtime counts on all being there before it starts the command.
        await OpenAsync(ErrorChannel, "error", ct);
        if (options.Stdin)
        {
            await OpenAsync(StdinChannel, "stdin", ct);
        }
        if (options.Stdout)
        {
            await OpenAsync(1, "stdout", ct);
        }
        if (options.Stderr)
        {
            await OpenAsync(2, "stderr", ct);
        }
        if (options.Tty)
        {
            await OpenAsync(ResizeChannel, "resize", ct);
        }
    }

    private async Task OpenAsync(byte channel, string type, CancellationToken ct)
    {
        var stream = await _runtime.OpenAsync([new("streamtype", type)], ct);
        _channelOfStream[stream] = channel;
        _streamOfChannel[channel] = stream;
    }

    private async Task CopyToClientAsync(CancellationToken ct)
    {
        // Stdin and resize only go the other way.
        var open = _channelOfStream.Where(static s => s.Value is not StdinChannel and not ResizeChannel).Select(static s => s.Key).ToHashSet();
        while (open.Count > 0 && await _runtime.ReadAsync(ct) is { } received)
        {
            if (received.Data.Length > 0 && _channelOfStream.TryGetValue(received.StreamId, out var channel))
            {
                await SendAsync(channel, received.Data, ct);
            }
            if (received.IsLast)
            {
                open.Remove(received.StreamId);
            }
        }
    }

    private async Task CopyToRuntimeAsync(CancellationToken ct)
    {
        var buffer = new byte[32 * 1024];
        var channel = CloseSignal;
        var isStart = true;
        while (true)
        {
            var message = await _client.ReceiveAsync(buffer.AsMemory(), ct);
            if (message.MessageType == WebSocketMessageType.Close)
            {
                return;
            }
            var data = buffer.AsMemory(0, message.Count);
            if (isStart && data.Length > 0)
            {
                channel = data.Span[0];
                data = data[1..];
                isStart = false;
            }
            if (data.Length > 0 && !_commandEnded)
            {
                await ForwardAsync(channel, data, ct);
            }
            // A message may come in several parts; only the first begins with the channel.
            isStart = isStart || message.EndOfMessage;
        }
    }

    private async Task ForwardAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        try
        {
            if (channel == CloseSignal && _streamOfChannel.TryGetValue(data.Span[0], out var closed))
            {
                await _runtime.SendAsync(closed, default, isLast: true, ct);
            }
            else if (channel is StdinChannel or ResizeChannel && _streamOfChannel.TryGetValue(channel, out var stream))
            {
                await _runtime.SendAsync(stream, data, isLast: false, ct);
            }
        }
        catch (IOException)
        {
            // The command ended without reading all its input. What it wrote is still on its way to the client.
            _commandEnded = true;
        }
    }

    private async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        var message = ArrayPool<byte>.Shared.Rent(data.Length + 1);
        try
        {
            message[0] = channel;
            data.CopyTo(message.AsMemory(1));
            await _client.SendAsync(message.AsMemory(0, data.Length + 1), WebSocketMessageType.Binary, endOfMessage: true, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private async Task CloseAsync(CancellationToken ct)
    {
        try
        {
            await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        }
        catch (WebSocketException)
        {
            // It left at the same moment: closed either way.
            return;
        }
    }
}
