namespace Navarch.Node.Runtime;

/// <summary>The programs of the machine that run containers.</summary>
public sealed record RuntimeBinaries
{
    private static readonly string[] SearchPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    private static readonly string[] CniSearchPath = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];

    /// <summary>Each program that must be there, and the Debian package that brings it.</summary>
    private static readonly (string Program, string Package)[] Needed =
    [
        ("containerd", "containerd"),
        ("containerd-shim-runc-v2", "containerd"),
        ("ctr", "containerd"),
        ("runc", "runc"),
        ("catatonit", "catatonit"),
        ("nsenter", "util-linux"),
        ("setsid", "util-linux"),
    ];

    private static readonly string[] NeededPlugins = ["bridge", "host-local", "loopback"];

    public required string Containerd { get; init; }

    /// <summary>containerd's client program, used to import image archives.</summary>
    public required string Ctr { get; init; }

    /// <summary>The static program of the built-in pause image.</summary>
    public required string Catatonit { get; init; }

    /// <summary>Directory of the network plugins.</summary>
    public required string CniDirectory { get; init; }

    /// <summary>Looks for everything that is needed.</summary>
    /// <param name="missing">What to tell the user when the result is null: the programs missing, and how to install them.</param>
    public static RuntimeBinaries? Find(out string? missing)
    {
        var absent = Needed.Where(static n => Locate(n.Program) is null).ToList();
        var cni = CniSearchPath.FirstOrDefault(static d => NeededPlugins.All(p => File.Exists(Path.Combine(d, p))));
        if (cni is null)
        {
            absent.Add(("the network plugins bridge, host-local and loopback", "containernetworking-plugins"));
        }
        if (absent.Count > 0)
        {
            missing = $"not found on this machine: {string.Join(", ", absent.Select(static a => a.Program))}; " +
                $"on Debian: apt-get install {string.Join(' ', absent.Select(static a => a.Package).Distinct(StringComparer.Ordinal))}";
            return null;
        }
        missing = null;
        return new RuntimeBinaries
        {
            Containerd = Locate("containerd")!,
            Ctr = Locate("ctr")!,
            Catatonit = Locate("catatonit")!,
            CniDirectory = cni!,
        };
    }

    /// <summary>Full path of a program, looked for in PATH and in the usual directories of system programs; null when absent.</summary>
    public static string? Locate(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(SearchPath)
            .Select(d => Path.Combine(d, program))
            .FirstOrDefault(File.Exists);
}
