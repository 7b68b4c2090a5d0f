using Navarch.Scheduler.Plugins;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class TaintTolerationTests
{
    [Theory]
    [InlineData("k", "Equal", "v", "NoSchedule", true)]
    [InlineData("k", "", "v", "NoSchedule", true)]
    [InlineData("k", "Equal", "other", "NoSchedule", false)]
    [InlineData("k", "Exists", "", "NoSchedule", true)]
    [InlineData("k", "Exists", "", "", true)]
    [InlineData("k", "Exists", "", "NoExecute", false)]
    [InlineData("", "Exists", "", "", true)]
    [InlineData("other", "Exists", "", "", false)]
    public void A_toleration_tolerates_the_taint_k_v_NoSchedule(string key, string op, string value, string effect, bool fits)
    {
        var node = new NodeInfo(Make.Node("a", taints: [new() { Key = "k", Value = "v", Effect = "NoSchedule" }]));
        var pod = new PodInfo(Make.Pod("p", spec: s => s with { Tolerations = [new() { Key = key, Operator = op, Value = value, Effect = effect }] }));
        Assert.Equal(fits, new TaintToleration().Filter(new(), pod, node).IsSuccess);
    }

    [Fact]
    public void A_PreferNoSchedule_taint_refuses_nobody_but_ranks_lower()
    {
        var cluster = Make.Cluster([Make.Node("a", taints: [new() { Key = "k", Effect = "PreferNoSchedule" }]), Make.Node("b")]);
        Assert.Equal("b", Make.Schedule(Make.Pod("p"), cluster).Node);
        Assert.Equal("a", Make.Schedule(Make.Pod("p"), Make.Cluster([Make.Node("a", taints: [new() { Key = "k", Effect = "PreferNoSchedule" }])])).Node);
    }
}
