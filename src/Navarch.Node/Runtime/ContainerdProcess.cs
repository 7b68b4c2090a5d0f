using System.Diagnostics;
using System.Globalization;

namespace Navarch.Node.Runtime;

/// <summary>
/// A running containerd, ours or one that an earlier process of this node left behind. It lives in a session of its own
/// with its output in a file, so that neither a terminal's interrupt nor our death reaches it.
/// </summary>
internal sealed class ContainerdProcess
{
    private readonly ContainerdLayout _layout;

    private ContainerdProcess(ContainerdLayout layout, int pid)
    {
        _layout = layout;
        Pid = pid;
    }

    public int Pid { get; }

    /// <summary>Whether it still runs. A number taken over by another program does not count.</summary>
    public bool IsAlive => IsOurs(Pid, _layout);

    /// <summary>The one whose number is in the pid file, if it still runs.</summary>
    public static ContainerdProcess? FindRunning(ContainerdLayout layout) =>
        File.Exists(layout.PidFile)
        && int.TryParse(File.ReadAllText(layout.PidFile), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && IsOurs(pid, layout)
            ? new ContainerdProcess(layout, pid)
            : null;

    /// <summary>Starts a new one.</summary>
    public static ContainerdProcess Launch(ContainerdLayout layout, RuntimeBinaries binaries, string? networkNamespace)
    {
        var enter = networkNamespace is null ? "" : "nsenter --net=\"$4\" ";
        var start = new ProcessStartInfo("/bin/sh",
        [
            // The shell only opens the files, then becomes containerd: the number stays the same.
            "-c", $"exec setsid {enter}\"$1\" --config \"$2\" </dev/null >>\"$3\" 2>&1", "sh",
            binaries.Containerd, layout.ConfigFile, layout.LogFile, networkNamespace ?? "",
        ])
        {
            WorkingDirectory = "/",
        };
        // Dropping the object loses nothing: the runtime reaps children on its own.
        using var process = Process.Start(start)!;
        File.WriteAllText(layout.PidFile, process.Id.ToString(CultureInfo.InvariantCulture));
        return new ContainerdProcess(layout, process.Id);
    }

    /// <summary>Stops it, leaving its containers running; kills it when it does not obey in time.</summary>
    public async Task StopAsync(TimeProvider time, TimeSpan patience, CancellationToken ct)
    {
        var asked = time.GetTimestamp();
        LinuxCalls.Signal(Pid, LinuxCalls.SigTerm);
        var killed = false;
        while (IsAlive)
        {
            if (!killed && time.GetElapsedTime(asked) > patience)
            {
                LinuxCalls.Signal(Pid, LinuxCalls.SigKill);
                killed = true;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, ct);
        }
        File.Delete(_layout.PidFile);
    }

    /// <summary>The state follows the program's name, which stands in parentheses.</summary>
    private static bool IsZombie(int pid)
    {
        var status = File.ReadAllText($"/proc/{pid}/stat");
        return status.AsSpan(status.LastIndexOf(')') + 1).TrimStart() is ['Z' or 'X', ..];
    }

    private static bool IsOurs(int pid, ContainerdLayout layout)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{pid}/cmdline");
            // Empty for a zombie, but also for a moment while one program becomes another.
            return arguments.Length == 0 ? !IsZombie(pid) : arguments.Split('\0').Contains(layout.ConfigFile);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
