using System.Buffers.Binary;

namespace Navarch.ApiServer.Protobuf;

/// <summary>One field of a message as it stands on the wire.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Value">The number of a varint or fixed field.</param>
/// <param name="Bytes">The content of a length-delimited field.</param>
/// <param name="IsDelimited">Which of both it is.</param>
internal readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes, bool IsDelimited);

/// <summary>Reads the fields of a protobuf message, without knowing what they mean.</summary>
internal static class ProtobufMessage
{
    /// <summary>The fields in the order they stand.</summary>
    /// <exception cref="FormatException">The bytes are not a message.</exception>
    public static List<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            var number = checked((int)(tag >> 3));
            fields.Add((tag & 7) switch
            {
                0 => new ProtobufField(number, Varint(message.Span, ref at), default, false),
                1 => new ProtobufField(number, BinaryPrimitives.ReadUInt64LittleEndian(Take(message, ref at, 8).Span), default, false),
                2 => new ProtobufField(number, 0, Take(message, ref at, Varint(message.Span, ref at)), true),
                5 => new ProtobufField(number, BinaryPrimitives.ReadUInt32LittleEndian(Take(message, ref at, 4).Span), default, false),
                var wire => throw new FormatException($"proto: wire type {wire} is not known"),
            });
        }

        return fields;
    }

    /// <summary>Reads a varint.</summary>
    public static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
            {
                throw new FormatException("proto: unexpected end of the message");
            }

            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("proto: a number is too long");
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> message, ref int at, ulong length)
    {
        if (length > (ulong)(message.Length - at))
        {
            throw new FormatException("proto: unexpected end of the message");
        }

        var taken = message.Slice(at, (int)length);
        at += (int)length;
        return taken;
    }
}
