using System.Runtime.InteropServices;

namespace Navarch.Node.Reporting;

/// <summary>What the node's machine is.</summary>
public sealed record MachineFacts
{
    /// <summary>The number of processors.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>The size of the file system that holds the node's files, in bytes.</summary>
    public required long Storage { get; init; }

    /// <summary>Identifies the installation.</summary>
    public string MachineId { get; init; } = "";

    /// <summary>Identifies the hardware.</summary>
    public string SystemUuid { get; init; } = "";

    /// <summary>Identifies this run of the kernel.</summary>
    public string BootId { get; init; } = "";

    /// <summary>The kernel's version.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>The system's name for people.</summary>
    public string OsImage { get; init; } = "";

    /// <summary>The processor architecture in the API's words, such as <c>amd64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Reads the facts of this machine.</summary>
    /// <param name="folder">A folder on the file system that holds the node's files.</param>
    public static MachineFacts Read(string folder)
    {
        var machineId = Line("/etc/machine-id");
        return new()
        {
            Cpus = Environment.ProcessorCount,
            Memory = TotalMemory(),
            Storage = new DriveInfo(folder).TotalSize,
            MachineId = machineId,
            SystemUuid = Line("/sys/class/dmi/id/product_uuid") is { Length: > 0 } uuid ? uuid.ToLowerInvariant() : machineId,
            BootId = Line("/proc/sys/kernel/random/boot_id"),
            Kernel = Line("/proc/sys/kernel/osrelease"),
            OsImage = OsName(),
            Architecture = RuntimeInformation.OSArchitecture switch
            {
                System.Runtime.InteropServices.Architecture.X64 => "amd64",
                System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
                var other => other.ToString().ToLowerInvariant(),
            },
        };
    }

    /// <summary>Memory there is, in bytes.</summary>
    public static long TotalMemory() => MemoryField("MemTotal:");

    /// <summary>Memory that could be given out now, in bytes.</summary>
    public static long AvailableMemory() => MemoryField("MemAvailable:");

    private static long MemoryField(string name)
    {
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return long.Parse(line[name.Length..].Trim().Split(' ')[0]) * 1024;
            }
        }

        return 0;
    }

    private static string OsName()
    {
        const string Key = "PRETTY_NAME=";
        if (!File.Exists("/etc/os-release"))
        {
            return "Linux";
        }

        foreach (var line in File.ReadLines("/etc/os-release"))
        {
            if (line.StartsWith(Key, StringComparison.Ordinal))
            {
                return line[Key.Length..].Trim('"');
            }
        }

        return "Linux";
    }

    private static string Line(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
