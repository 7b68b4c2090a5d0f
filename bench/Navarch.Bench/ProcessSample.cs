using System.Globalization;

namespace Navarch.Bench;

/// <summary>What a process has used so far.</summary>
/// <param name="ResidentBytes">Its resident memory now.</param>
/// <param name="ProcessorSeconds">Processor time since it began, of all its threads.</param>
/// <param name="WrittenBytes">Bytes it had written to disks.</param>
internal readonly record struct ProcessSample(double ResidentBytes, double ProcessorSeconds, double WrittenBytes)
{
    /// <summary>The shell commands whose output <see cref="Parse"/> reads; <c>PID</c> stands for the process.</summary>
    public const string Shell = "cat /proc/PID/stat; grep VmRSS /proc/PID/status; grep ^write_bytes /proc/PID/io";

    private const double TicksPerSecond = 100;

    /// <summary>The process of that number, on this machine.</summary>
    public static ProcessSample Of(int process) => Parse(
    [
        File.ReadAllText($"/proc/{process}/stat"),
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)),
        File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith("write_bytes", StringComparison.Ordinal)),
    ]);

    /// <summary>Reads the three lines.</summary>
    public static ProcessSample Parse(string[] lines)
    {
        var stat = lines[0][(lines[0].LastIndexOf(')') + 2)..].Split(' ');
        return new(
            1024 * Number(lines[1]),
            (double.Parse(stat[11], CultureInfo.InvariantCulture) + double.Parse(stat[12], CultureInfo.InvariantCulture)) / TicksPerSecond,
            Number(lines[2]));
    }

    private static double Number(string line) =>
        double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
