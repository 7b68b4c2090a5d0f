using System.Globalization;
using System.Runtime.InteropServices;

namespace Navarch.Processes;

/// <summary>One process and no later one that got the same number: its number, when it started, and in which run of the machine.</summary>
/// <param name="Pid">The number.</param>
/// <param name="StartTicks">When it started, in clock ticks since the machine started.</param>
/// <param name="BootId">The machine's run.</param>
public sealed partial record ProcessIdentity(int Pid, long StartTicks, string BootId)
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    /// <summary>This process.</summary>
    public static ProcessIdentity Current => Of(Environment.ProcessId) ?? throw new InvalidOperationException("/proc is not mounted.");

    /// <summary>The process of that number; null when there is none.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ReadStat(pid) is { State: not ('Z' or 'X') } stat ? new(pid, stat.StartTicks, ReadBootId()) : null;

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive() => Of(Pid) == this;

    /// <summary>Asks it to end. False when it was gone.</summary>
    public bool Terminate() => IsAlive() && Signal(Pid, SigTerm) == 0;

    /// <summary>Ends it at once. False when it was gone.</summary>
    public bool Kill() => IsAlive() && Signal(Pid, SigKill) == 0;

    /// <summary>Waits until it is gone; false when it still runs after <paramref name="timeout"/>.</summary>
    public async ValueTask<bool> WaitForExitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        // Not our child, so the kernel tells us nothing: look again in small steps.
        var begin = time.GetTimestamp();
        while (IsAlive())
        {
            if (time.GetElapsedTime(begin) > timeout)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }

        return true;
    }

    /// <summary>The resident memory in bytes; zero when the process is gone.</summary>
    public long ResidentBytes()
    {
        try
        {
            var pages = File.ReadAllText($"/proc/{Pid}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static (char State, long StartTicks)? ReadStat(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The command, in parentheses, may itself hold spaces and parentheses: fields count from the last one.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0][0], long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static string ReadBootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int pid, int signal);
}
