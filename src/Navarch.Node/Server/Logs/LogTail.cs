namespace Navarch.Node.Server.Logs;

/// <summary>Finds where the last lines of a file begin, reading only its end.</summary>
internal static class LogTail
{
    private const int BlockSize = 16 * 1024;

    /// <returns>Offset of the first of the last so many lines; the length of the file when none are wanted.</returns>
    public static async ValueTask<long> FindStartAsync(Stream file, long lines, CancellationToken ct)
    {
        var end = file.Length;
        if (lines <= 0)
        {
            return end;
        }
        var buffer = new byte[BlockSize];
        var wanted = lines;
        // The newline that closes the last line does not begin another one.
        var position = end;
        while (position > 0)
        {
            var size = (int)Math.Min(BlockSize, position);
            position -= size;
            file.Position = position;
            await file.ReadExactlyAsync(buffer.AsMemory(0, size), ct);
            for (var i = size - 1; i >= 0; i--)
            {
                if (buffer[i] == (byte)'\n' && position + i != end - 1 && --wanted == 0)
                {
                    return position + i + 1;
                }
            }
        }
        return 0;
    }
}
