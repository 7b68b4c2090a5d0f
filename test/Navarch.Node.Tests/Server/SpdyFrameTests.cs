using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Navarch.Node.Server.Streaming;

namespace Navarch.Node.Tests.Server;

public sealed class SpdyFrameTests
{
    [Fact]
    public void Headers_of_all_streams_make_one_zlib_stream()
    {
        using var compressed = new MemoryStream();
        for (uint id = 1; id <= 5; id += 2)
        {
            var frame = SpdyFrame.ComposeSynStream(id, [new("streamtype", $"s{id}")], isFirst: id == 1);
            var head = SpdyFrame.Parse(frame);
            Assert.Equal((SpdyControl.SynStream, frame.Length - SpdyFrame.HeadLength), (head.Control, head.Length));
            Assert.Equal(id, BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(8)));
            compressed.Write(frame.AsSpan(18));
        }
        compressed.Position = 0;
        using var plain = new ZLibStream(compressed, CompressionMode.Decompress);
        var block = new byte[3 * (4 + 4 + 10 + 4 + 2)];
        plain.ReadExactly(block);
        Assert.Equal("streamtype", Encoding.ASCII.GetString(block, 8, 10));
        Assert.Equal("s5", Encoding.ASCII.GetString(block[^2..]));
    }

    [Theory]
    [InlineData(7u, 0, true)]
    [InlineData(1u, 100000, false)]
    public void A_data_head_is_read_as_it_was_written(uint stream, int length, bool last)
    {
        var head = new byte[SpdyFrame.HeadLength];
        SpdyFrame.WriteDataHead(head, stream, length, last);
        Assert.Equal(new SpdyFrame(SpdyControl.None, stream, last, length), SpdyFrame.Parse(head));
    }
}
