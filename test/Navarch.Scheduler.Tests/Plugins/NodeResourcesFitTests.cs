using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class NodeResourcesFitTests
{
    [Fact]
    public void Containers_add_up_and_the_greatest_init_container_counts_if_it_is_more()
    {
        var pod = new PodInfo(Make.Pod("p", spec: s => s with
        {
            Containers = [Make.Container("1"), Make.Container("1")],
            InitContainers = [Make.Container("3"), Make.Container("500m")],
        }));
        Assert.Equal(3000, pod.Requests.MilliCpu);
    }

    [Fact]
    public void A_sidecar_adds_to_the_containers_and_to_later_init_containers_only()
    {
        var pod = new PodInfo(Make.Pod("p", spec: s => s with
        {
            Containers = [Make.Container("1")],
            InitContainers = [Make.Container("2"), Make.Container("500m", restart: "Always"), Make.Container("1800m")],
        }));
        Assert.Equal(2300, pod.Requests.MilliCpu);
    }

    [Fact]
    public void Overhead_is_added() =>
        Assert.Equal(1100, new PodInfo(Make.Pod("p", "1", spec: s => s with { Overhead = ValueMap.Of(("cpu", Quantity.Parse("100m"))) })).Requests.MilliCpu);

    [Theory]
    [InlineData("3", PluginCode.Success)]
    [InlineData("3001m", PluginCode.Unschedulable)]
    [InlineData("5", PluginCode.UnschedulableAndUnresolvable)]
    public void What_is_requested_already_is_not_free(string cpu, PluginCode expected)
    {
        var node = Make.Cluster([Make.Node("n", "4")], ("n", Make.Pod("x", "1"))).Node("n")!;
        Assert.Equal(expected, new NodeResourcesFit(new()).Filter(new(), new(Make.Pod("p", cpu)), node).Code);
    }

    [Fact]
    public void A_full_node_takes_no_more_pods()
    {
        var node = Make.Cluster([Make.Node("n", pods: 1)], ("n", Make.Pod("x"))).Node("n")!;
        Assert.Equal("Too many pods", new NodeResourcesFit(new()).Filter(new(), new(Make.Pod("p")), node).Reason);
    }

    [Fact]
    public void A_pod_that_left_gives_its_share_back()
    {
        var cluster = Make.Cluster([Make.Node("n", "1")], ("n", Make.Pod("x", "1")));
        cluster.Remove(new("default", "x"));
        Assert.Equal("n", Make.Schedule(Make.Pod("p", "1"), cluster).Node);
    }
}
