using System.Buffers.Binary;

namespace Navarch.Network.Dns;

/// <summary>Messages on a stream: each after its length in two bytes.</summary>
internal static class DnsFraming
{
    /// <summary>The next message; null when the stream ends first.</summary>
    public static async ValueTask<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var header = new byte[2];
        if (await stream.ReadAtLeastAsync(header, 2, throwOnEndOfStream: false, cancellation) < 2)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(header)];
        return await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellation) < message.Length ? null : message;
    }

    /// <summary>Writes a message in one go.</summary>
    public static ValueTask WriteAsync(Stream stream, ReadOnlySpan<byte> message, CancellationToken cancellation)
    {
        var framed = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed.AsSpan(2));
        return stream.WriteAsync(framed, cancellation);
    }
}
