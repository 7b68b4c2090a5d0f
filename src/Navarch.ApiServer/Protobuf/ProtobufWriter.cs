using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Navarch.ApiServer.Protobuf;

/// <summary>Writes protobuf fields into a rented buffer. A message inside is closed by moving it, when its length needs more than the byte kept for it.</summary>
internal sealed class ProtobufWriter : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int length;

    /// <summary>The bytes <see cref="WriteHead"/> needs at most.</summary>
    public const int LongestHead = 15;

    /// <summary>What is written so far, to be changed.</summary>
    public Span<byte> Begun => buffer.AsSpan(0, length);

    /// <summary>What is written so far.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        length += bytes.Length;
    }

    /// <summary>A number, truth value or enum.</summary>
    public void Varint(int number, ulong value)
    {
        Number((ulong)number << 3);
        Number(value);
    }

    /// <summary>A floating point number.</summary>
    public void Double(int number, double value)
    {
        Number(((ulong)number << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(Space(sizeof(double)), value);
        length += sizeof(double);
    }

    /// <summary>A string or bytes.</summary>
    public void Bytes(int number, ReadOnlySpan<byte> value)
    {
        Head(number, value.Length);
        Raw(value);
    }

    /// <summary>A string.</summary>
    public void Text(int number, string value)
    {
        var mark = Begin(number);
        length += Encoding.UTF8.GetBytes(value, Space(Encoding.UTF8.GetMaxByteCount(value.Length)));
        End(mark);
    }

    /// <summary>A string, from JSON.</summary>
    public void Text(int number, JsonElement value)
    {
        // What holds no escape is in the document as it goes out.
        var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length >= 2 && raw[0] == '"' && !raw.Contains((byte)'\\'))
        {
            Bytes(number, raw[1..^1]);
        }
        else
        {
            Text(number, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
    }

    /// <summary>The number and length of a message whose bytes follow.</summary>
    public void Head(int number, long size)
    {
        Number(((ulong)number << 3) | 2);
        Number((ulong)size);
    }

    /// <summary>The bytes of number (up to 15) and length of a message of that size.</summary>
    public static int HeadLength(long size)
    {
        var count = 2;
        for (var rest = size >> 7; rest > 0; rest >>= 7)
        {
            count++;
        }

        return count;
    }

    /// <summary>Writes the number and length of a message into a span; gives how many bytes that took.</summary>
    public static int WriteHead(Span<byte> space, int number, long size)
    {
        var count = WriteNumber(space, ((ulong)number << 3) | 2);
        return count + WriteNumber(space[count..], (ulong)size);
    }

    /// <summary>Begins a message; <see cref="End"/> closes it.</summary>
    public int Begin(int number)
    {
        Number(((ulong)number << 3) | 2);
        Space(1);
        return ++length;
    }

    /// <summary>Closes the message begun at <paramref name="mark"/>.</summary>
    public void End(int mark)
    {
        var size = length - mark;
        var more = 0;
        for (var rest = size >> 7; rest > 0; rest >>= 7)
        {
            more++;
        }

        if (more > 0)
        {
            Space(more);
            buffer.AsSpan(mark, size).CopyTo(buffer.AsSpan(mark + more));
        }

        length = mark + more + size;
        for (var at = mark - 1; ; at++, size >>= 7)
        {
            buffer[at] = (byte)(size < 0x80 ? size : size | 0x80);
            if (size < 0x80)
            {
                return;
            }
        }
    }

    /// <summary>Takes back what was written after <paramref name="kept"/> bytes.</summary>
    public void CutTo(int kept) => length = kept;

    private void Number(ulong value) => length += WriteNumber(Space(10), value);

    private static int WriteNumber(Span<byte> space, ulong value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            space[count++] = (byte)(value | 0x80);
        }

        space[count++] = (byte)value;
        return count;
    }

    private Span<byte> Space(int count)
    {
        if (buffer.Length - length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(length);
    }
}
