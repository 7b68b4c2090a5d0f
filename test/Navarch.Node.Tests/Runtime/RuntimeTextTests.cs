using System.Text.Json.Nodes;
using Navarch.Node.Runtime;

namespace Navarch.Node.Tests.Runtime;

public sealed class RuntimeTextTests
{
    private static readonly RuntimeBinaries Binaries = new() { Containerd = "/c", Ctr = "/ctr", Catatonit = "/cat", CniDirectory = "/cni" };

    [Theory]
    [InlineData("CapEff:\t000001fffeffffff", false)]
    [InlineData("CapEff:\t000001ffffffffff", true)]
    [InlineData("CapPrm:\t000001ffffffffff", false)]
    public void The_resource_capability_is_read_from_the_effective_set(string line, bool expected) =>
        Assert.Equal(expected, LinuxCapabilities.Has(["Name:\tx", line], 24));

    [Theory]
    [InlineData(true, "restrict_oom_score_adj = false")]
    [InlineData(false, "restrict_oom_score_adj = true")]
    public void Without_the_resource_capability_scores_are_kept_within_bounds(bool mayRaise, string expected)
    {
        var settings = new ContainerdSettings { DataDirectory = "/data \"x\"", CgroupRoot = "/c" };
        var text = ContainerdConfiguration.Compose(settings, new ContainerdLayout(settings.DataDirectory), Binaries, mayRaise, "overlayfs");
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains("root = \"/data \\\"x\\\"/containerd/root\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(120, false)]
    public void The_socket_lies_in_the_data_directory_unless_its_path_would_be_too_long(int length, bool below)
    {
        var layout = new ContainerdLayout("/" + new string('d', length));
        Assert.Equal(below, layout.Socket.StartsWith(layout.Base, StringComparison.Ordinal));
        Assert.True(layout.Socket.Length + ".ttrpc".Length <= 107);
    }

    [Theory]
    [InlineData("10.244.0.0/24", "0.0.0.0/0")]
    [InlineData("fd00::/64", "::/0")]
    public void The_pod_network_routes_everything_through_its_bridge(string cidr, string route)
    {
        var bridge = JsonNode.Parse(CniConfiguration.Compose(cidr, "navarch0", 1400, "/addresses"))!["plugins"]![0]!;
        Assert.Equal(cidr, (string?)bridge["ipam"]!["ranges"]![0]![0]!["subnet"]);
        Assert.Equal(route, (string?)bridge["ipam"]!["routes"]![0]!["dst"]);
        Assert.Equal(1400, (int)bridge["mtu"]!);
        Assert.False((bool)bridge["ipMasq"]!);
    }

    [Fact]
    public void The_mount_table_is_read_with_optional_fields_and_escapes()
    {
        var mounts = MountTable.Parse(
        [
            "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
            "30 22 0:26 / /a\\040b rw shared:2 master:1 - overlay overlay rw",
            "broken",
        ]);
        Assert.Equal([new MountEntry("/", "ext4"), new MountEntry("/a b", "overlay")], mounts);
    }

    [Theory]
    [InlineData("""{"nftables":[{"metainfo":{}},{"table":{"name":"nat"}}]}""", true)]
    [InlineData("""{"nftables":[{"chain":{"name":"PREROUTING"}},{"chain":{"name":"CNI-HOSTPORT-DNAT"}},{"rule":{"chain":"x"}}]}""", true)]
    [InlineData("""{"nftables":[{"chain":{"name":"CNI-HOSTPORT-DNAT"}},{"chain":{"name":"DOCKER"}}]}""", false)]
    public void A_table_that_others_use_is_not_the_port_plugins(string json, bool expected) =>
        Assert.Equal(expected, HostPortTables.HoldsOnlyPluginChains(json));
}
