using System.Buffers.Binary;

namespace Navarch.Bench.Api;

/// <summary>Counts the frames of a watch as its bytes come: a line each in JSON, length and message in protobuf.</summary>
internal sealed class FrameCounter(bool isProtobuf)
{
    private readonly byte[] length = new byte[4];
    private int lengthRead;
    private long left;

    /// <summary>The number of frames that end in these bytes.</summary>
    public int Count(ReadOnlySpan<byte> bytes) => isProtobuf ? CountMessages(bytes) : System.MemoryExtensions.Count(bytes, (byte)'\n');

    private int CountMessages(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (bytes.Length > 0)
        {
            if (left > 0)
            {
                var taken = (int)Math.Min(left, bytes.Length);
                left -= taken;
                bytes = bytes[taken..];
                count += left == 0 ? 1 : 0;
                continue;
            }

            length[lengthRead++] = bytes[0];
            bytes = bytes[1..];
            if (lengthRead == length.Length)
            {
                left = BinaryPrimitives.ReadUInt32BigEndian(length);
                lengthRead = 0;
            }
        }

        return count;
    }
}
