using System.Diagnostics;
using System.Net;
using Navarch.Network.PodNetwork;

namespace Navarch.Network.Tests;

public sealed class NodeNetworkTests
{
    [Theory]
    [InlineData("10.244.0.0/16", 0, "10.244.0.0/24")]
    [InlineData("10.244.0.0/16", 255, "10.244.255.0/24")]
    [InlineData("10.244.0.0/16", 256, null)]
    [InlineData("10.244.0.0/24", 0, "10.244.0.0/24")]
    [InlineData("10.244.0.0/25", 0, null)]
    public void Nodes_get_ranges_one_after_the_other(string cluster, int index, string? expected) =>
        Assert.Equal(expected, NodeAddresses.RangeOf(IPNetwork.Parse(cluster), index)?.ToString());

    [RootFact]
    public void A_machine_with_nothing_but_loopback_gets_a_network_and_loses_it_again()
    {
        var name = "nvt" + Guid.NewGuid().ToString("N")[..6];
        Run("netns add " + name);
        try
        {
            var directory = Directory.CreateTempSubdirectory("navarch-net");
            var options = new NodeNetworkOptions
            {
                RecordFile = Path.Combine(directory.FullName, "network.json"),
                PodRange = IPNetwork.Parse("10.244.0.0/24"),
                ServiceRange = IPNetwork.Parse("10.96.0.0/12"),
            };
            var path = "/run/netns/" + name;
            var before = Snapshot(path);
            var state = NetworkNamespace.Run(path, () => NodeNetwork.Ensure(options));
            Assert.Equal((IPAddress.Parse("10.244.0.1"), IPAddress.Parse("10.244.0.1"), (int?)null), (state.NodeAddress, state.Gateway, state.Mtu));
            var during = Snapshot(path);
            Assert.Contains("ip_forward=1", during, StringComparison.Ordinal);
            Assert.Contains("10.96.0.0/12 dev navarch0", during, StringComparison.Ordinal);
            // A second start, as after a crash, changes nothing and still knows the way back.
            NetworkNamespace.Run(path, () => NodeNetwork.Ensure(options));
            Assert.Equal(during, Snapshot(path));
            Run($"-n {name} link add leftover type veth peer name other");
            Run($"-n {name} link set leftover master navarch0");
            NetworkNamespace.Run<object?>(path, () =>
            {
                NodeNetwork.Remove(options.RecordFile);
                NodeNetwork.Remove(options.RecordFile);
                return null;
            });
            Assert.Equal(before, Snapshot(path));
            Assert.Empty(directory.EnumerateFiles());
            directory.Delete();
        }
        finally
        {
            Run("netns del " + name);
        }
    }

    [RootFact]
    public async Task A_machine_with_a_way_out_is_known_by_the_address_of_that_way()
    {
        await using var lab = NetworkLab.Create();
        Assert.Equal(NetworkLab.NodeAddress, NetworkNamespace.Run(lab.Node, NodeAddresses.Find)?.ToString());
        Assert.Equal(1500, NetworkNamespace.Run(lab.Node, () => NodeAddresses.MtuOf(IPAddress.Parse(NetworkLab.NodeAddress))));
    }

    private static string Snapshot(string path) => NetworkNamespace.Run(path, () => string.Join('\n',
        Output("ip", "-brief link"), Output("ip", "-brief addr"), Output("ip", "route"), Output("nft", "list ruleset"),
        string.Join('\n', new[] { "ipv4/ip_forward", "ipv4/conf/all/route_localnet", "bridge/bridge-nf-call-iptables" }
            .Select(s => $"{Path.GetFileName(s)}={(File.Exists("/proc/sys/net/" + s) ? File.ReadAllText("/proc/sys/net/" + s).Trim() : "")}"))));

    private static void Run(string arguments) => Output("ip", arguments);

    private static string Output(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text;
    }
}
