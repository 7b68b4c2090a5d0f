using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Navarch.Client.Grpc;

/// <summary>The length-prefixed form of messages on a gRPC stream: one compression byte, four length bytes, the message.</summary>
internal static class GrpcMessageFormat
{
    private const int PrefixLength = 5;

    public static async ValueTask WriteAsync<T>(Stream stream, T message, CancellationToken ct)
        where T : IMessage<T>
    {
        var size = message.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(PrefixLength + size);
        try
        {
            buffer[0] = 0;
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(1), (uint)size);
            message.WriteTo(buffer.AsSpan(PrefixLength, size));
            await stream.WriteAsync(buffer.AsMemory(0, PrefixLength + size), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The next message, or null at the end of the stream.</summary>
    public static async ValueTask<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, CancellationToken ct)
        where T : class, IMessage<T>
    {
        var prefix = new byte[PrefixLength];
        var got = await stream.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, ct);
        if (got == 0)
        {
            return null;
        }
        if (got < PrefixLength)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "the stream ended inside a message prefix");
        }
        if (prefix[0] != 0)
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, "the server sent a compressed message");
        }
        var size = checked((int)BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1)));
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, size), ct);
            return parser.ParseFrom(buffer.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
