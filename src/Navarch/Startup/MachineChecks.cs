using System.Net;
using System.Net.Sockets;
using Navarch.Cluster;
using Navarch.Node.Server;

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
        Root() ?? Packages() ?? settings.Validate() ?? DiskSpace(paths.DataDirectory) ?? Port(settings) ?? NodePort();

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

    private static Problem? Port(ClusterSettings settings) => Probe(IPAddress.Parse(settings.BindAddress), settings.Port) switch
    {
        null => null,
        SocketError.AddressAlreadyInUse => new(
            $"Port {settings.Port} of {settings.BindAddress} is taken by another program.",
            $"Choose another with --port, or see who has it: ss -ltnp 'sport = :{settings.Port}'"),
        { } error => new(
            $"{settings.BindAddress} port {settings.Port} cannot be listened on: {error}.",
            "Choose another with --bind-address and --port."),
    };

    private static Problem? NodePort()
    {
        const int port = NodeServerSettings.DefaultPort;
        return Probe(IPAddress.Any, port) is null
            ? null
            : new(
                $"Port {port}, at which a node is asked for logs, is taken by another program.",
                $"One machine runs one node: is another cluster up here (navarch status --data-dir DIR)? See who has the port: ss -ltnp 'sport = :{port}'");
    }

    /// <summary>Why a port cannot be listened on; null when it can.</summary>
    private static SocketError? Probe(IPAddress address, int port)
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As the server itself will: a port left in TIME_WAIT is free.
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen(1);
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }
}
