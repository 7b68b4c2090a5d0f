using System.ComponentModel;
using System.Net;
using System.Net.NetworkInformation;
using Navarch.Network.Nftables;
using Navarch.Network.Proxy;

namespace Navarch.Network.PodNetwork;

/// <summary>
/// The ground pods and services stand on: the bridge, forwarding, and a way for the node's own packets to reach cluster addresses.
/// Everything it changes is within the network namespace of the caller and is undone by <see cref="Remove"/>.
/// </summary>
public static class NodeNetwork
{
    private const string BridgeNetfilter = "net/bridge/bridge-nf-call-iptables";

    // Settings a node needs, with why.
    private static readonly (string Path, string Value)[] Settings =
    [
        // Packets pass from pods to the world and back.
        ("net/ipv4/ip_forward", "1"),
        // Node ports answer at 127.0.0.1, too; the loopback-guard chain keeps others out.
        ("net/ipv4/conf/all/route_localnet", "1"),
        // What is bridged from pod to pod is translated back on its way; absent without br_netfilter.
        (BridgeNetfilter, "1"),
    ];

    /// <summary>
    /// Makes the node's network as it is to be; what is there already stays. Throws <see cref="InvalidOperationException"/> with the reason and the remedy when it cannot be done.
    /// </summary>
    public static NodeNetworkState Ensure(NodeNetworkOptions options)
    {
        var record = NodeNetworkRecord.Load(options.RecordFile);
        var gateway = NodeAddresses.FirstOf(options.PodRange);
        var found = options.NodeAddress ?? NodeAddresses.Find();
        var links = NetworkInterface.GetAllNetworkInterfaces();
        List<string> commands = [];
        if (links.Any(l => l.Name == "lo" && l.OperationalStatus == OperationalStatus.Down))
        {
            record.LoopbackUp = true;
            commands.Add("link set lo up");
        }

        if (!links.Any(l => l.Name == options.Bridge))
        {
            record.Bridge = options.Bridge;
            // A fixed link address: the bridge would otherwise take over that of whichever pod comes first.
            commands.Add($"link add {options.Bridge} address {LinkAddress(gateway)} type bridge");
        }

        foreach (var (path, _) in Settings)
        {
            // The first value seen is the one to go back to, also when a crash came in between.
            if (Read(path) is { } before)
            {
                record.Settings.TryAdd(path, before);
            }
        }

        record.Save(options.RecordFile);
        commands.Add($"addr replace {gateway}/{options.PodRange.PrefixLength} dev {options.Bridge}");
        commands.Add($"link set {options.Bridge} up");
        if (found is null || !HasDefaultRoute())
        {
            // With no route at all the node's own packets to cluster addresses would fail before any rule sees them.
            commands.Add($"route replace {options.ServiceRange} dev {options.Bridge} src {gateway}");
        }

        if (IpProgram.Run(commands) is { } error)
        {
            throw new InvalidOperationException($"the pod network could not be set up: {error}");
        }

        foreach (var (path, value) in Settings)
        {
            Write(path, value);
        }

        return new(found ?? gateway, gateway, Read(BridgeNetfilter) == "1", found is null ? null : NodeAddresses.MtuOf(found));
    }

    /// <summary>Undoes <see cref="Ensure"/>: removes the nftables table, the bridge with whatever is still attached to it, and sets the kernel back. Safe to repeat.</summary>
    public static void Remove(string recordFile)
    {
        var record = NodeNetworkRecord.Load(recordFile);
        using (var nft = NftCommand.Open())
        {
            nft.Run(BaseTable.Remove);
        }

        if (record.Bridge is { } bridge)
        {
            // Links of pods whose sandbox was not taken down properly go with it. (Nothing under /sys is asked: it may show another namespace.)
            IpProgram.Run([.. IpProgram.PortsOf(bridge).Append(bridge).Select(link => $"link del {link}")]);
        }

        foreach (var (path, value) in record.Settings)
        {
            Write(path, value);
        }

        if (record.LoopbackUp)
        {
            IpProgram.Run("link set lo down", "addr flush dev lo");
        }

        File.Delete(recordFile);
    }

    private static bool HasDefaultRoute() => File.ReadLines("/proc/thread-self/net/route").Skip(1)
        .Select(l => l.Split('\t', StringSplitOptions.RemoveEmptyEntries))
        .Any(f => f.Length > 7 && f[1] == "00000000" && f[7] == "00000000");

    private static string LinkAddress(IPAddress gateway) =>
        "0a:58:" + string.Join(':', gateway.GetAddressBytes()[^4..].Select(b => b.ToString("x2")));

    private static string? Read(string path)
    {
        var file = "/proc/sys/" + path;
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static void Write(string path, string value)
    {
        if (Read(path) is { } now && now != value)
        {
            try
            {
                File.WriteAllText("/proc/sys/" + path, value);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                throw new Win32Exception($"cannot set {path.Replace('/', '.')} to {value}: {e.Message}; run as root, in a container with /proc/sys writable", e);
            }
        }
    }
}
