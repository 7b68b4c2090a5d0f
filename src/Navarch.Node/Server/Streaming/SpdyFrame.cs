using System.Buffers.Binary;
using System.Text;

namespace Navarch.Node.Server.Streaming;

/// <summary>Kinds of SPDY/3.1 control frames that matter here.</summary>
internal enum SpdyControl
{
    None = 0,
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Ping = 6,
    GoAway = 7,
}

/// <summary>A frame as received: its eight-byte head, taken apart.</summary>
/// <param name="Control">Kind of a control frame; none for data.</param>
/// <param name="StreamId">Stream of a data frame; of a control frame it is in the content.</param>
/// <param name="IsLast">Whether the sender sends no more on that stream.</param>
/// <param name="Length">Bytes of content that follow.</param>
internal readonly record struct SpdyFrame(SpdyControl Control, uint StreamId, bool IsLast, int Length)
{
    public const int HeadLength = 8;
    public const int LongestContent = (1 << 24) - 1;

    private const uint ControlBit = 0x8000_0000;
    private const uint Version = 3;
    private const uint LastFlag = 0x01;

    public static SpdyFrame Parse(ReadOnlySpan<byte> head)
    {
        var first = BinaryPrimitives.ReadUInt32BigEndian(head);
        var second = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        var isControl = (first & ControlBit) != 0;
        return new SpdyFrame(
            isControl ? (SpdyControl)(first & 0xffff) : SpdyControl.None,
            isControl ? 0 : first,
            (second >> 24 & LastFlag) != 0,
            (int)(second & 0xff_ffff));
    }

    /// <summary>Head of a data frame.</summary>
    public static void WriteDataHead(Span<byte> head, uint streamId, int length, bool isLast)
    {
        BinaryPrimitives.WriteUInt32BigEndian(head, streamId);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], (isLast ? LastFlag << 24 : 0) | (uint)length);
    }

    /// <summary>A whole control frame.</summary>
    public static byte[] Compose(SpdyControl kind, ReadOnlySpan<byte> content)
    {
        var frame = new byte[HeadLength + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ControlBit | Version << 16 | (uint)kind);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)content.Length);
        content.CopyTo(frame.AsSpan(HeadLength));
        return frame;
    }

    /// <summary>
    /// A frame that opens a stream. Its headers go through a zlib stream that spans all frames of the connection;
    /// ours announces no dictionary and stores instead of compressing, each time ended by the empty block
    /// with which zlib marks a flush.
    /// </summary>
    public static byte[] ComposeSynStream(uint streamId, IReadOnlyList<KeyValuePair<string, string>> headers, bool isFirst)
    {
        using var content = new MemoryStream();
        Span<byte> ids = stackalloc byte[10];
        ids.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(ids, streamId);
        content.Write(ids);
        if (isFirst)
        {
            content.Write([0x78, 0x01]);
        }
        var block = HeaderBlock(headers);
        WriteStored(content, block);
        WriteStored(content, []);
        return Compose(SpdyControl.SynStream, content.ToArray());
    }

    private static void WriteStored(MemoryStream output, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~bytes.Length);
        output.Write(head);
        output.Write(bytes);
    }

    private static byte[] HeaderBlock(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        using var block = new MemoryStream();
        WriteNumber(block, headers.Count);
        foreach (var (name, value) in headers)
        {
            WriteText(block, name);
            WriteText(block, value);
        }
        return block.ToArray();
    }

    private static void WriteText(MemoryStream output, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        WriteNumber(output, bytes.Length);
        output.Write(bytes);
    }

    private static void WriteNumber(MemoryStream output, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        output.Write(bytes);
    }
}
