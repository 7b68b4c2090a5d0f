using System.Security.Cryptography;
using System.Text;

namespace Navarch.Cluster;

/// <summary>
/// Every place a cluster uses on its machine, derived from its data folder, so that several clusters can live side by
/// side and <c>navarch down</c> knows what to look for.
/// </summary>
public sealed class ClusterPaths
{
    /// <summary>The data folder of a cluster when none is named and the user is root.</summary>
    public const string DefaultDataDirectory = "/var/lib/navarch";

    /// <param name="dataDirectory">The data folder; made absolute.</param>
    public ClusterPaths(string dataDirectory)
    {
        DataDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataDirectory));
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DataDirectory)).AsSpan(0, 4));
    }

    /// <summary>The data folder, absolute.</summary>
    public string DataDirectory { get; }

    /// <summary>Eight hexadecimal digits that tell this cluster from others on the machine.</summary>
    public string Id { get; }

    /// <summary>The settings given to <c>up</c>, kept for the next one.</summary>
    public string SettingsFile => Path.Combine(DataDirectory, "cluster.json");

    /// <summary>Keys and certificates.</summary>
    public string PkiDirectory => Path.Combine(DataDirectory, "pki");

    /// <summary>The kubeconfig of the administrator.</summary>
    public string AdminKubeconfig => Path.Combine(DataDirectory, "admin.kubeconfig");

    /// <summary>The objects of the API.</summary>
    public string StoreDirectory => Path.Combine(DataDirectory, "store");

    /// <summary>What holds only while the cluster runs.</summary>
    public string RunDirectory => Path.Combine(DataDirectory, "run");

    /// <summary>Which process serves the cluster.</summary>
    public string StateFile => Path.Combine(RunDirectory, "navarch.json");

    /// <summary>Held by the process that serves the cluster, as long as it lives.</summary>
    public string LockFile => Path.Combine(RunDirectory, "lock");

    /// <summary>Kernel settings as they were before the cluster changed them.</summary>
    public string SysctlFile => Path.Combine(RunDirectory, "sysctl.json");

    /// <summary>Logs of the cluster's own processes.</summary>
    public string LogDirectory => Path.Combine(DataDirectory, "log");

    /// <summary>The log of the daemon.</summary>
    public string LogFile => Path.Combine(LogDirectory, "navarch.log");

    /// <summary>What the daemon wrote to its standard error: nothing, unless it crashed.</summary>
    public string CrashFile => Path.Combine(LogDirectory, "crash.log");

    /// <summary>What the node agent keeps: pod folders, volumes, images' bookkeeping.</summary>
    public string NodeDirectory => Path.Combine(DataDirectory, "node");

    /// <summary>The private containerd's root, state and socket.</summary>
    public string ContainerdDirectory => Path.Combine(DataDirectory, "containerd");

    /// <summary>The parent of all pods' control groups.</summary>
    public string CgroupRoot => $"/navarch-{Id}";

    /// <summary>The kubeconfig context of this cluster: <c>navarch</c>, or <c>navarch-FOLDER</c> for a data folder of one's own.</summary>
    public string ContextName
    {
        get
        {
            if (DataDirectory == DefaultDataDirectory)
            {
                return "navarch";
            }

            var name = new string([.. Path.GetFileName(DataDirectory).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
            return name is "" or "navarch" ? $"navarch-{Id}" : $"navarch-{name}";
        }
    }

    /// <summary>The data folder when the user names none: the machine's for root, the user's own otherwise.</summary>
    public static string DefaultFor(bool isRoot)
    {
        if (isRoot)
        {
            return DefaultDataDirectory;
        }

        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(string.IsNullOrEmpty(data) ? Path.Combine(home, ".local", "share") : data, "navarch");
    }
}
