using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;
using Navarch.Node.Reporting;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Reporting;

public sealed class NodeStatusTests
{
    private static readonly NodeAgentOptions Options = new() { NodeName = "n1", DataDirectory = "/data", CgroupRoot = "/navarch-1", PodCidr = "10.244.0.0/24", Labels = ValueMap.Of(("zone", "a")) };
    private static readonly MachineFacts Machine = new() { Cpus = 2, Memory = 4L << 30, Storage = 100L << 30, Architecture = "amd64", Kernel = "6.1" };
    private static readonly NodeHealth Well = new() { AvailableMemory = 1L << 30, AvailableStorage = 50L << 30, Runtime = "containerd://1.6.20" };

    [Theory]
    [InlineData("", 1024, 50, "False", "False", "True", "KubeletReady")]
    [InlineData("the runtime is down", 1024, 50, "False", "False", "False", "KubeletNotReady")]
    [InlineData("", 50, 50, "True", "False", "True", "KubeletReady")]
    [InlineData("", 1024, 5, "False", "True", "True", "KubeletReady")]
    public void The_conditions_follow_from_how_the_node_is(string notReady, long memoryMi, long storageGi, string memory, string disk, string ready, string reason)
    {
        var status = Compose(new(), Well with { NotReady = notReady, AvailableMemory = memoryMi << 20, AvailableStorage = storageGi << 30 }, Make.Now);
        Assert.Equal((memory, disk, "False", ready), (Of(status, "MemoryPressure"), Of(status, "DiskPressure"), Of(status, "PIDPressure"), Of(status, "Ready")));
        Assert.Equal(reason, status.Conditions.First(c => c.Type == "Ready").Reason);
    }

    [Fact]
    public void Time_alone_is_no_difference_and_transitions_keep_their_time()
    {
        var first = Compose(new(), Well, Make.Now);
        var later = Compose(first, Well, Make.Now.AddMinutes(1));
        Assert.False(NodeStatusComposer.Differs(first, later));
        Assert.Equal(Make.Now, later.Conditions[0].LastTransitionTime);
        var down = Compose(later, Well with { NotReady = "down" }, Make.Now.AddMinutes(2));
        Assert.True(NodeStatusComposer.Differs(later, down));
        Assert.Equal(Make.Now.AddMinutes(2), down.Conditions.First(c => c.Type == "Ready").LastTransitionTime);
    }

    [Fact]
    public void Conditions_of_others_are_kept()
    {
        var before = new NodeStatus { Conditions = [new() { Type = "NetworkUnavailable", Status = "False" }] };
        Assert.Equal("False", Of(Compose(before, Well, Make.Now), "NetworkUnavailable"));
    }

    [Fact]
    public void A_node_registers_with_its_labels_and_its_pod_network()
    {
        var node = NodeStatusComposer.Register(Options, Machine);
        Assert.Equal(("n1", "amd64", "a"), (node.Metadata.Labels["kubernetes.io/hostname"], node.Metadata.Labels["kubernetes.io/arch"], node.Metadata.Labels["zone"]));
        Assert.Equal(("10.244.0.0/24", true), (node.Spec.PodCIDR, node.Spec.Taints.IsEmpty));
    }

    private static NodeStatus Compose(NodeStatus before, NodeHealth health, DateTimeOffset now) =>
        NodeStatusComposer.Compose(before, Options, Machine, health, new HostAddresses(["192.168.1.9"]), now);

    private static string Of(NodeStatus status, string condition) => status.Conditions.First(c => c.Type == condition).Status;
}
