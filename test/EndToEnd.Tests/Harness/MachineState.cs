namespace EndToEnd.Tests.Harness;

/// <summary>Everything a cluster could leave behind on a machine, as text that can be compared.</summary>
/// <param name="Parts">What was asked, and the answer.</param>
public sealed record MachineState(IReadOnlyList<(string What, string Answer)> Parts)
{
    private static readonly (string What, string Script)[] Questions =
    [
        // The commands that ask are processes, too.
        ("processes", "ps -eo args | grep -vE '^(ps |grep |sh -c|timeout |sort|COMMAND)' | sort"),
        ("mounts", "cut -d' ' -f5 /proc/self/mountinfo | sort"),
        ("network namespaces", "ip netns list; ls /run/netns 2>/dev/null | sort"),
        ("links", "ip -o link show | sed 's/^[0-9]*: //; s/ .*//' | sort"),
        ("addresses", "ip -o address show | awk '{print $2, $4}' | sort"),
        ("routes", "ip route show; ip -6 route show | grep -v expires"),
        ("nft tables", "nft list tables | sort"),
        ("kernel settings", "for f in net/ipv4/ip_forward net/ipv4/conf/all/route_localnet net/ipv4/conf/default/forwarding; do echo $f $(cat /proc/sys/$f); done"),
        ("run", "find /run -mindepth 1 | sort"),
    ];

    /// <summary>Asks the machine.</summary>
    public static async Task<MachineState> OfAsync(TestMachine machine)
    {
        var parts = new List<(string, string)>();
        foreach (var (what, script) in Questions)
        {
            parts.Add((what, await machine.ShellAsync(script + " || true")));
        }

        var id = new Navarch.Cluster.ClusterPaths(machine.DataDirectory).Id;
        parts.Add(("control groups", await machine.ShellAsync($"find /sys/fs/cgroup -maxdepth 3 -type d -name '*{id}*' 2>/dev/null | sort || true")));
        return new(parts);
    }

    /// <summary>What is in the other state and not in this (+), and the other way round (-), a line each; empty when they are the same.</summary>
    public string DifferenceTo(MachineState other) => string.Join('\n', Parts.Zip(other.Parts).SelectMany(pair =>
    {
        var before = pair.First.Answer.Split('\n');
        var after = pair.Second.Answer.Split('\n');
        return after.Except(before).Select(line => $"{pair.First.What}: + {line}").Concat(before.Except(after).Select(line => $"{pair.First.What}: - {line}"));
    }));
}
