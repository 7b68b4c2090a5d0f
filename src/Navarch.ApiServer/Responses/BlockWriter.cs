using System.Buffers;
using System.IO.Pipelines;

namespace Navarch.ApiServer.Responses;

/// <summary>
/// Writes into a response in blocks as large as what is to come, up to a limit. Left to itself a response is cut into the server's own
/// blocks of 4 KB, and each of them is encrypted, copied and handed to the socket for itself.
/// </summary>
internal sealed class BlockWriter(PipeWriter output) : IBufferWriter<byte>
{
    private const int Smallest = 512;
    private const int Largest = 64 * 1024;

    private Memory<byte> block;
    private int used;
    private long expected;

    /// <summary>How many bytes were written since the last <see cref="FlushAsync"/>.</summary>
    public long Unsent { get; private set; }

    /// <summary>Says how many bytes come now; a guess is enough.</summary>
    public void Expect(long bytes)
    {
        Commit();
        expected = bytes;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (block.Length - used < Math.Max(1, sizeHint))
        {
            Commit();
            block = output.GetMemory(Math.Max(sizeHint, (int)Math.Clamp(expected, Smallest, Largest)));
        }

        return block[used..];
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        used += count;
        Unsent += count;
    }

    /// <summary>Sends what was written; false when the client has gone.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        Commit();
        Unsent = 0;
        return await output.FlushAsync(cancellationToken) is { IsCompleted: false, IsCanceled: false };
    }

    /// <summary>Hands what was written to the response, without sending it yet.</summary>
    public void Commit()
    {
        if (used > 0)
        {
            output.Advance(used);
        }

        expected -= used;
        (block, used) = (default, 0);
    }
}
