using System.Text.Json;

namespace Navarch.ApiServer.Apply;

/// <summary>Writes field sets into a buffer that is used again and again.</summary>
internal sealed class FieldSetWriter
{
    private const int LargestKept = 64 * 1024;

    private byte[] buffer = new byte[2048];
    private int length;

    /// <summary>What is written.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Forgets what is written.</summary>
    public void Clear()
    {
        length = 0;
        if (buffer.Length > LargestKept)
        {
            buffer = new byte[2048];
        }
    }

    /// <summary>Writes a set.</summary>
    public void Write(FieldSet set)
    {
        Put("{"u8);
        if (set.IsMember && set.Count > 0)
        {
            Put("\".\":{}"u8);
        }

        var elements = set.Elements;
        for (var i = 0; i < elements.Length; i++)
        {
            if (buffer[length - 1] != (byte)'{')
            {
                Put(","u8);
            }

            PutName(elements[i]);
            Write(set.Children[i]);
        }

        Put("}"u8);
    }

    private void PutName(string element)
    {
        // An element of path keys has as many quotes again.
        var room = Reserve((element.Length * 2) + 3);
        var at = 0;
        room[at++] = (byte)'"';
        foreach (var c in element)
        {
            if (c is < ' ' or > '~')
            {
                Put("\""u8);
                Put(JsonEncodedText.Encode(element, ApiJson.WriterOptions.Encoder).EncodedUtf8Bytes);
                Put("\":"u8);
                return;
            }

            if (c is '"' or '\\')
            {
                room[at++] = (byte)'\\';
            }

            room[at++] = (byte)c;
        }

        room[at++] = (byte)'"';
        room[at++] = (byte)':';
        length += at;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        length += bytes.Length;
    }

    private Span<byte> Reserve(int count)
    {
        if (buffer.Length - length < count)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
        }

        return buffer.AsSpan(length);
    }
}
