using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Navarch.Node.Runtime;

/// <summary>Where the files of a node's private containerd lie.</summary>
public sealed record ContainerdLayout
{
    // sun_path holds 108 bytes with the closing zero; containerd adds ".ttrpc" for its second socket.
    private const int LongestSocketPath = 107 - 6;

    /// <param name="dataDirectory">The node's data directory, absolute.</param>
    public ContainerdLayout(string dataDirectory)
    {
        Base = Path.Combine(dataDirectory, "containerd");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Base));
        var socket = Path.Combine(Base, "containerd.sock");
        RunDirectory = Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath
            ? Base
            : string.Create(CultureInfo.InvariantCulture, $"/run/navarch-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}");
    }

    /// <summary>Everything but the sockets, when the path of those would be too long.</summary>
    public string Base { get; }

    /// <summary>Directory of sockets: <see cref="Base"/>, or a short one below /run.</summary>
    public string RunDirectory { get; }

    /// <summary>Images and container metadata; outlives restarts.</summary>
    public string Root => Path.Combine(Base, "root");

    /// <summary>State of running containers and their mounts.</summary>
    public string State => Path.Combine(Base, "state");

    /// <summary>The socket of the container runtime interface and of containerd's own services.</summary>
    public string Socket => Path.Combine(RunDirectory, "containerd.sock");

    public string ConfigFile => Path.Combine(Base, "config.toml");

    public string PidFile => Path.Combine(Base, "containerd.pid");

    public string LogFile => Path.Combine(Base, "containerd.log");

    /// <summary>Network configuration, watched by containerd.</summary>
    public string CniConfigDirectory => Path.Combine(Base, "cni");

    /// <summary>Which pod addresses are taken.</summary>
    public string CniAddressDirectory => Path.Combine(Base, "cni-addresses");

    /// <summary>Makes the directories that must exist before containerd starts.</summary>
    public void Create()
    {
        foreach (var directory in (string[])[Base, RunDirectory, CniConfigDirectory, CniAddressDirectory])
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
