using System.Text;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Containers;

namespace Navarch.Node.Pods;

/// <summary>Reads what an ended container had to say: its termination file, or where it asked for that, the end of its log.</summary>
internal static class TerminationMessage
{
    private const int LongestMessage = 4096;
    private const int LongestLogPart = 2048;
    private const int MostLogLines = 80;

    /// <summary>The message of an ended container; the runtime's own when it said nothing.</summary>
    public static string Read(ContainerStatus status)
    {
        try
        {
            var text = ReadEnd(status.Annotations.GetValueOrDefault(PodLabels.TerminationFile) ?? "", LongestMessage);
            if (text.Length == 0 && status.ExitCode != 0 && status.Annotations.GetValueOrDefault(PodLabels.TerminationPolicy) == "FallbackToLogsOnError")
            {
                text = LastLines(ReadEnd(status.LogPath, LongestLogPart * 2));
            }

            return text.Length > 0 ? text : status.Message;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the termination message could not be read: {failure.Message}";
        }
    }

    private static string ReadEnd(string path, int most)
    {
        if (path.Length == 0 || !File.Exists(path))
        {
            return "";
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(Math.Max(0, stream.Length - most), SeekOrigin.Begin);
        var bytes = new byte[most];
        var count = stream.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    // A line of the log is: time, stream, F or P, text.
    private static string LastLines(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 4)).Where(w => w.Length == 4).Select(w => w[3]).TakeLast(MostLogLines);
        var text = string.Join('\n', lines);
        return text.Length <= LongestLogPart ? text : text[^LongestLogPart..];
    }
}
