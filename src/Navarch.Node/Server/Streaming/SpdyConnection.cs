using System.Buffers.Binary;

namespace Navarch.Node.Server.Streaming;

/// <summary>What a SPDY connection received.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Data">Bytes; valid until the next read. May be empty.</param>
/// <param name="IsLast">Whether the other side sends no more on it.</param>
internal readonly record struct SpdyData(uint StreamId, ReadOnlyMemory<byte> Data, bool IsLast);

/// <summary>
/// The client's side of SPDY/3.1, as far as container runtimes speak it: we open streams, both sides send data and end their half.
/// They keep no flow-control windows, and neither do we: the connection's own back-pressure serves.
/// </summary>
internal sealed class SpdyConnection : IAsyncDisposable
{
    private const int LargestDataFrame = 32 * 1024;

    private readonly Stream _connection;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _head = new byte[SpdyFrame.HeadLength];
    private byte[] _content = new byte[64 * 1024];
    private uint _lastStream;

    public SpdyConnection(Stream connection) => _connection = connection;

    /// <summary>Opens a stream.</summary>
    /// <returns>Its number.</returns>
    public async Task<uint> OpenAsync(IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            // Clients use odd numbers. Frames must leave in the order in which their headers were packed.
            var isFirst = _lastStream == 0;
            _lastStream = isFirst ? 1 : _lastStream + 2;
            await _connection.WriteAsync(SpdyFrame.ComposeSynStream(_lastStream, headers, isFirst), ct);
            await _connection.FlushAsync(ct);
            return _lastStream;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends bytes on a stream, and ends our half of it when they are the last.</summary>
    public async Task SendAsync(uint streamId, ReadOnlyMemory<byte> data, bool isLast, CancellationToken ct)
    {
        do
        {
            var part = data[..Math.Min(data.Length, LargestDataFrame)];
            data = data[part.Length..];
            var frame = new byte[SpdyFrame.HeadLength + part.Length];
            SpdyFrame.WriteDataHead(frame, streamId, part.Length, isLast && data.IsEmpty);
            part.CopyTo(frame.AsMemory(SpdyFrame.HeadLength));
            await WriteAsync(frame, ct);
        }
        while (!data.IsEmpty);
    }

    /// <summary>The next data of any stream; null when the connection ended. Answers pings by itself.</summary>
    public async ValueTask<SpdyData?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (await _connection.ReadAtLeastAsync(_head, _head.Length, throwOnEndOfStream: false, ct) < _head.Length)
            {
                return null;
            }
            var frame = SpdyFrame.Parse(_head);
            if (_content.Length < frame.Length)
            {
                _content = new byte[frame.Length];
            }
            var content = _content.AsMemory(0, frame.Length);
            await _connection.ReadExactlyAsync(content, ct);
            switch (frame.Control)
            {
                case SpdyControl.None:
                    return new SpdyData(frame.StreamId, content, frame.IsLast);
                case SpdyControl.RstStream:
                    return new SpdyData(BinaryPrimitives.ReadUInt32BigEndian(content.Span), default, IsLast: true);
                case SpdyControl.SynReply when frame.IsLast:
                    return new SpdyData(BinaryPrimitives.ReadUInt32BigEndian(content.Span), default, IsLast: true);
                case SpdyControl.Ping when BinaryPrimitives.ReadUInt32BigEndian(content.Span) % 2 == 0:
                    await WriteAsync(SpdyFrame.Compose(SpdyControl.Ping, content.Span), ct);
                    break;
                case SpdyControl.GoAway:
                    return null;
                default:
                    // Replies, settings and the like change nothing for us.
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _writing.Dispose();
    }

    private async Task WriteAsync(byte[] frame, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await _connection.WriteAsync(frame, ct);
            await _connection.FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }
}
