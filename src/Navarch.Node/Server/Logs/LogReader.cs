using System.Buffers;
using System.IO.Pipelines;

namespace Navarch.Node.Server.Logs;

/// <summary>
/// Reads a container's log file into a response; when following it is woken by the kernel at each change, goes over to
/// the new file when the log is rotated, and ends when the container has ended.
/// </summary>
internal sealed class LogReader
{
    private const int BlockSize = 32 * 1024;
    private static readonly TimeSpan LivenessPeriod = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly LogQuery _query;
    private readonly Func<CancellationToken, ValueTask<bool>> _isRunning;
    private readonly TimeProvider _time;
    private readonly LogFormatter _formatter;

    /// <param name="path">The log file.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="isRunning">Whether the container still runs, so that more may be written.</param>
    /// <param name="time">The clock.</param>
    public LogReader(string path, LogQuery query, Func<CancellationToken, ValueTask<bool>> isRunning, TimeProvider time)
    {
        _path = path;
        _query = query;
        _isRunning = isRunning;
        _time = time;
        _formatter = new LogFormatter(query);
    }

    public async Task CopyToAsync(PipeWriter output, CancellationToken ct)
    {
        using var changes = _query.Follow ? new LogChanges(_path) : null;
        var file = Open();
        try
        {
            if (_query.TailLines is { } lines)
            {
                file.Position = await LogTail.FindStartAsync(file, lines, ct);
            }
            var rest = Array.Empty<byte>();
            while (true)
            {
                // Asked before reading: what is written between the last read and the end is not lost.
                var more = changes is not null && await _isRunning(ct);
                rest = await CopyToEndAsync(file, rest, output, ct);
                if (_formatter.Remaining <= 0 || !more)
                {
                    return;
                }
                if (changes!.TakeRotation() && File.Exists(_path))
                {
                    // The last lines of the old file may have come after our last read.
                    rest = await CopyToEndAsync(file, rest, output, ct);
                    await file.DisposeAsync();
                    file = Open();
                    continue;
                }
                await changes.WaitAsync(LivenessPeriod, _time, ct);
            }
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private FileStream Open() => new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);

    /// <summary>Copies whole lines up to the present end.</summary>
    /// <returns>The beginning of a line that is not yet whole.</returns>
    private async Task<byte[]> CopyToEndAsync(FileStream file, byte[] rest, PipeWriter output, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            int got;
            while (_formatter.Remaining > 0 && (got = await file.ReadAsync(buffer.AsMemory(0, BlockSize), ct)) > 0)
            {
                rest = WriteLines(rest, buffer.AsSpan(0, got), output);
                await output.FlushAsync(ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return rest;
    }

    private byte[] WriteLines(byte[] rest, ReadOnlySpan<byte> block, PipeWriter output)
    {
        for (int newline; (newline = block.IndexOf((byte)'\n')) >= 0; block = block[(newline + 1)..])
        {
            if (rest.Length > 0)
            {
                _formatter.Write([.. rest, .. block[..newline]], output);
                rest = [];
            }
            else
            {
                _formatter.Write(block[..newline], output);
            }
        }
        return block.Length == 0 ? rest : [.. rest, .. block];
    }
}
