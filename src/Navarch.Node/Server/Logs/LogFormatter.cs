using System.Buffers;

namespace Navarch.Node.Server.Logs;

/// <summary>Turns lines of a log file into what the reader asked for: chosen streams and times, with or without timestamps.</summary>
internal sealed class LogFormatter
{
    private readonly LogQuery _query;
    private readonly byte[]? _stream;
    private bool _since;
    private bool _insideLine;

    public LogFormatter(LogQuery query)
    {
        _query = query;
        _stream = query.Stream is { } stream ? System.Text.Encoding.ASCII.GetBytes(stream) : null;
        _since = query.Since is not null;
        Remaining = query.LimitBytes ?? long.MaxValue;
    }

    /// <summary>How many bytes may still be written.</summary>
    public long Remaining { get; private set; }

    /// <summary>Writes what the line gives, if anything. A line that is not in the runtime's format is passed over.</summary>
    public void Write(ReadOnlySpan<byte> rawLine, IBufferWriter<byte> output)
    {
        if (!CriLogLine.TryParse(rawLine, out var line) || (_stream is not null && !line.Stream.SequenceEqual(_stream)))
        {
            return;
        }
        if (_since)
        {
            if (line.TryGetTime(out var time) && time < _query.Since)
            {
                return;
            }
            // Lines are in order of time: no later one needs the comparison.
            _since = false;
        }
        if (_query.Timestamps && !_insideLine)
        {
            Put(line.Time, output);
            Put(" "u8, output);
        }
        Put(line.Content, output);
        _insideLine = line.IsPartial;
        if (!line.IsPartial)
        {
            Put("\n"u8, output);
        }
    }

    private void Put(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        bytes = bytes[..(int)Math.Min(bytes.Length, Remaining)];
        output.Write(bytes);
        Remaining -= bytes.Length;
    }
}
