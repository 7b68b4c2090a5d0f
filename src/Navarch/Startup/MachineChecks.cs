using System.Net;
using System.Net.Sockets;
using Navarch.Cluster;

namespace Navarch.Startup;

/// <summary>What must hold on a machine before a cluster can start there. Each check names what is wrong and what to do.</summary>
public static class MachineChecks
{
    /// <summary>With less free space than this, a cluster is not started.</summary>
    public const long LeastFreeBytes = 256L << 20;

    private static readonly (string Program, string Package)[] Programs =
    [
        ("containerd", "containerd"), ("runc", "runc"), ("nft", "nftables"), ("conntrack", "conntrack"), ("ip", "iproute2"),
    ];

    // Not always on the PATH of a user that became root.
    private static readonly string[] ProgramFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The first problem that keeps containers from running here, or null.</summary>
    public static Problem? ForNode(ClusterPaths paths, ClusterSettings settings) =>
        Root() ?? Packages() ?? settings.Validate() ?? DiskSpace(paths.DataDirectory) ?? Port(settings);

    /// <summary>The first problem that keeps a control plane from running here, or null.</summary>
    public static Problem? ForServer(ClusterPaths paths, ClusterSettings settings) =>
        settings.Validate() ?? DiskSpace(paths.DataDirectory) ?? Port(settings);

    /// <summary>Containers, bridges and control groups need root.</summary>
    public static Problem? Root() => Environment.IsPrivilegedProcess
        ? null
        : new("Running containers needs root.", "Run it with sudo. (navarch server runs a control plane without root.)");

    private static Problem? Packages()
    {
        var missing = Programs.Where(p => Find(p.Program) is null).Select(p => p.Package).ToList();
        if (!File.Exists("/usr/lib/cni/bridge") && !File.Exists("/opt/cni/bin/bridge"))
        {
            missing.Add("containernetworking-plugins");
        }

        return missing.Count == 0
            ? null
            : new($"These programs are missing: {string.Join(", ", missing)}.", $"Install them: sudo apt-get install {string.Join(' ', missing)}");
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(ProgramFolders)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static Problem? DiskSpace(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new($"{directory} cannot be written: {error.Message}", "Name another folder with --data-dir, or run it as the user who owns this one.");
        }

        var free = new DriveInfo(directory).AvailableFreeSpace;
        return free >= LeastFreeBytes
            ? null
            : new(
                $"The disk of {directory} is full: {free >> 20} MiB free, {LeastFreeBytes >> 20} MiB are needed.",
                "Free some space, or name a folder on another disk with --data-dir.");
    }

    private static Problem? Port(ClusterSettings settings)
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As the server itself will: a port left in TIME_WAIT is free.
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            probe.Bind(new IPEndPoint(IPAddress.Parse(settings.BindAddress), settings.Port));
            probe.Listen(1);
            return null;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return new(
                $"Port {settings.Port} of {settings.BindAddress} is taken by another program.",
                $"Choose another with --port, or see who has it: ss -ltnp 'sport = :{settings.Port}'");
        }
        catch (SocketException error)
        {
            return new(
                $"{settings.BindAddress} port {settings.Port} cannot be listened on: {error.Message}",
                "Choose another with --bind-address and --port.");
        }
    }
}
