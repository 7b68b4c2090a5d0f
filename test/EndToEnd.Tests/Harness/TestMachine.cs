using System.Diagnostics;
using System.Globalization;
using Navarch.Cluster;
using Navarch.Node.Runtime;

namespace EndToEnd.Tests.Harness;

/// <summary>
/// A machine of its own, as far as a cluster can tell: its own network with one address and a default route, its own
/// processes, mounts, host name and /run. Whatever is started in it dies with it, and it dies with the test process.
/// </summary>
public sealed class TestMachine : IAsyncDisposable
{
    /// <summary>The machine's address.</summary>
    public const string Address = "10.77.0.2";

    /// <summary>The machine's name.</summary>
    public const string Name = "testnode";

    // catatonit reaps what loses its parent, as an init does. cat ends when the test process does.
    // Mounts of other clusters under test would vanish while this machine looks at its own.
    private const string Setup = $"""
        set -e
        hostname {Name}
        for point in $(cut -d' ' -f5 /proc/self/mountinfo | grep ^/tmp/ | sort -r); do umount -l "$point" 2>/dev/null || true; done
        mount -t tmpfs tmpfs /run
        mkdir -p /run/lock /run/netns
        ip link set lo up
        ip link add eth0 type veth peer name uplink
        ip addr add {Address}/24 dev eth0
        ip link set eth0 up
        ip link set uplink up
        ip route add default via 10.77.0.1
        echo ready
        exec cat >/dev/null
        """;

    private readonly Process holder;
    private readonly int init;

    private TestMachine(Process holder, int init, string folder)
    {
        this.holder = holder;
        this.init = init;
        Folder = folder;
    }

    /// <summary>A folder that goes with the machine; both sides see it at the same place.</summary>
    public string Folder { get; }

    /// <summary>The cluster's data folder.</summary>
    public string DataDirectory => Path.Combine(Folder, "data");

    /// <summary>Starts a machine.</summary>
    public static async Task<TestMachine> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("navarch-e2e-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "home"));
        var start = new ProcessStartInfo(
            "unshare",
            ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc", "catatonit", "--", "sh", "-c", Setup])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = Process.Start(start) ?? throw new InvalidOperationException("unshare did not start.");
        if (await started.StandardOutput.ReadLineAsync() != "ready")
        {
            var reason = await started.StandardError.ReadToEndAsync();
            Directory.Delete(folder, recursive: true);
            throw new InvalidOperationException($"The test machine did not start: {reason}");
        }

        var children = await File.ReadAllTextAsync($"/proc/{started.Id}/task/{started.Id}/children");
        return new(started, int.Parse(children.Trim(), CultureInfo.InvariantCulture), folder);
    }

    /// <summary>Runs a program on the machine to its end, at most <paramref name="seconds"/> long.</summary>
    public Task<CommandResult> RunAsync(int seconds, string program, IEnumerable<string> arguments, string input = "") =>
        CommandResult.RunAsync(
            "nsenter",
            [
                $"--target={init}", "--net", "--mount", "--pid", "--uts", "--ipc", "--",
                "env", "-u", "KUBECONFIG", $"HOME={Path.Combine(Folder, "home")}",
                "timeout", "--kill-after=5", seconds.ToString(CultureInfo.InvariantCulture), program, .. arguments,
            ],
            input);

    /// <summary>Runs lines of a shell on the machine; fails the test when they fail.</summary>
    public async Task<string> ShellAsync(string script) => (await RunAsync(60, "sh", ["-c", script])).OutputOfSuccess();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        holder.StandardInput.Close();
        holder.Kill();
        await holder.WaitForExitAsync();
        holder.Dispose();

        // Control groups belong to the real machine; the kernel empties them a moment after the last process died.
        var cgroup = new CgroupTree(new ClusterPaths(DataDirectory).CgroupRoot);
        await Eventually.TrueAsync("the machine's control groups are empty", () => Task.FromResult(cgroup.TryRemove()));
        Directory.Delete(Folder, recursive: true);
    }
}
