using System.Buffers;
using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Responses;

/// <summary>
/// The body of a list whose items are bytes at hand: they go into the response one after the other, in large writes. No list as a
/// whole is ever put together; its length is known before, so that the answer can say it.
/// </summary>
/// <param name="Count">The number of items.</param>
/// <param name="Item">The bytes of an item; asked for more than once, so they must be kept somewhere.</param>
/// <param name="IsProtobuf">Whether the items are messages; otherwise they are JSON.</param>
internal sealed record ListBody(int Count, Func<int, ReadOnlyMemory<byte>> Item, bool IsProtobuf)
{
    private const int FlushAt = 256 * 1024;

    /// <summary>The bytes of all items and of what stands before each.</summary>
    public long ItemsLength()
    {
        long length = IsProtobuf ? 0 : Math.Max(0, Count - 1);
        for (var i = 0; i < Count; i++)
        {
            var item = Item(i).Length;
            length += item + (IsProtobuf ? ProtobufWriter.HeadLength(item) : 0);
        }

        return length;
    }

    /// <summary>Writes the whole answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="head">What comes before the items.</param>
    /// <param name="tail">What comes after them.</param>
    /// <param name="itemsLength">What <see cref="ItemsLength"/> gave.</param>
    public async ValueTask WriteAsync(HttpContext http, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> tail, long itemsLength)
    {
        var output = AnswerBody.Begin(http, head.Length + itemsLength + tail.Length, IsProtobuf ? ProtobufBody.MediaType : JsonResponse.MediaType);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var blocks = new BlockWriter(output);
        blocks.Expect(head.Length + itemsLength + tail.Length);
        blocks.Write(head.Span);
        var unflushed = head.Length;
        for (var i = 0; i < Count; i++)
        {
            var item = Item(i);
            WriteItem(blocks, i, item.Span);
            unflushed += item.Length;
            if (unflushed >= FlushAt)
            {
                if (!await blocks.FlushAsync(http.RequestAborted))
                {
                    return;
                }

                unflushed = 0;
            }
        }

        blocks.Write(tail.Span);
        blocks.Commit();
        await AnswerBody.EndAsync(http, output);
    }

    private void WriteItem(BlockWriter output, int index, ReadOnlySpan<byte> item)
    {
        if (IsProtobuf)
        {
            Span<byte> head = stackalloc byte[ProtobufWriter.LongestHead];
            output.Write(head[..ProtobufWriter.WriteHead(head, ProtobufDocument.ItemsField, item.Length)]);
        }
        else if (index > 0)
        {
            output.Write(","u8);
        }

        output.Write(item);
    }
}
