using Navarch.Api.Storage.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using static Navarch.Scheduler.Tests.VolumeObjects;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class NodeVolumeLimitsTests
{
    // The node may have two volumes of the driver "d". "a" to "c" are bound to volumes of it, "e" to one of another driver,
    // "later" gets a volume of it when its pod is placed.
    [Theory]
    [InlineData("", "a b", true)]
    [InlineData("", "a b c", false)]
    [InlineData("a", "b", true)]
    [InlineData("a b", "c", false)]
    [InlineData("a b", "a", true)]
    [InlineData("a b", "e", true)]
    [InlineData("a", "later", true)]
    [InlineData("a b", "later", false)]
    public async Task A_node_takes_as_many_volumes_as_its_driver_can_attach(string used, string wanted, bool fits)
    {
        await using var objects = await OfAsync(
            Limit("n", 2),
            Class("made-by-d", "d"),
            Claim("a", "va"), Volume("va", driver: "d"),
            Claim("b", "vb"), Volume("vb", driver: "d"),
            Claim("c", "vc"), Volume("vc", driver: "d"),
            Claim("e", "ve"), Volume("ve", driver: "other"),
            Claim("later", storageClass: "made-by-d"));
        var status = Ask(objects, used, wanted);
        Assert.Equal(fits ? PluginStatus.Success : PluginStatus.Unschedulable("node(s) exceed max volume count"), status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task No_number_is_no_limit(int? limit)
    {
        await using var objects = await OfAsync(Limit("n", limit), Claim("a", "va"), Volume("va", driver: "d"), Claim("b", "vb"), Volume("vb", driver: "d"));
        Assert.Equal(limit is null, Ask(objects, "a", "b").IsSuccess);
    }

    private static PluginStatus Ask(VolumeObjects objects, string used, string wanted)
    {
        var cluster = Make.Cluster([Make.Node("n")], ("n", Using("x", used.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        var plugin = new NodeVolumeLimits(objects.Caches);
        var state = new CycleState();
        var pod = new Snapshot.PodInfo(Using("p", wanted.Split(' ')));
        var before = plugin.PreFilter(state, pod, cluster);
        return before.IsSuccess ? plugin.Filter(state, pod, cluster.Node("n")!) : before;
    }

    private static CSINode Limit(string node, int? count) => new()
    {
        Metadata = new() { Name = node },
        Spec = new() { Drivers = [new() { Name = "d", NodeID = node, Allocatable = new() { Count = count } }] },
    };
}
