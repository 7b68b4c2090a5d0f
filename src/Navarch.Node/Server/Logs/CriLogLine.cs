using System.Globalization;
using System.Text;

namespace Navarch.Node.Server.Logs;

/// <summary>
/// One line of a log file in the runtime's format: <c>TIME STREAM TAGS CONTENT</c>, where a tag of P says that
/// the container's line goes on in the next one of the same stream.
/// </summary>
public readonly ref struct CriLogLine
{
    private CriLogLine(ReadOnlySpan<byte> time, ReadOnlySpan<byte> stream, bool isPartial, ReadOnlySpan<byte> content)
    {
        Time = time;
        Stream = stream;
        IsPartial = isPartial;
        Content = content;
    }

    /// <summary>When it was written, as RFC 3339 text with nanoseconds.</summary>
    public ReadOnlySpan<byte> Time { get; }

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public ReadOnlySpan<byte> Stream { get; }

    /// <summary>Whether the container wrote no newline at its end.</summary>
    public bool IsPartial { get; }

    /// <summary>What the container wrote, without newline.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>Takes a line apart; false when it is not in the format.</summary>
    /// <param name="line">The line without its newline.</param>
    /// <param name="parsed">Its parts; they point into the line.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out CriLogLine parsed)
    {
        parsed = default;
        var first = line.IndexOf((byte)' ');
        var second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)' ');
        if (first <= 0 || second <= 0)
        {
            return false;
        }
        var stream = line.Slice(first + 1, second);
        var rest = line[(first + second + 2)..];
        if (rest.Length == 0 || (!stream.SequenceEqual("stdout"u8) && !stream.SequenceEqual("stderr"u8)))
        {
            return false;
        }
        // Several tags are separated by colons; only the first has a meaning so far. An empty line may lack the space after them.
        var tagsEnd = rest.IndexOf((byte)' ');
        parsed = new CriLogLine(line[..first], stream, rest[0] == (byte)'P', tagsEnd < 0 ? default : rest[(tagsEnd + 1)..]);
        return true;
    }

    /// <summary>The time as a value; false when it is not one.</summary>
    public bool TryGetTime(out DateTimeOffset time) =>
        DateTimeOffset.TryParse(Encoding.ASCII.GetString(Time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
