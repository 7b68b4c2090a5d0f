using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Nodes;

public sealed class NodeControllersTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(50);

    [Fact]
    public void A_node_heard_of_lately_is_left_alone_until_its_time_is_up()
    {
        var decision = NodeLifecycleController.Decide(new(NodeOf("True"), Now.AddSeconds(-20), Grace, []), Now);

        Assert.True(decision.Effects.IsEmpty);
        Assert.Equal(TimeSpan.FromSeconds(30), decision.RequeueAfter);
    }

    [Fact]
    public void A_silent_node_becomes_unknown()
    {
        var decision = NodeLifecycleController.Decide(new(NodeOf("True"), Now - Grace, Grace, []), Now);

        var status = ((Node)decision.Effects.OfType<Effect.Update>().Single(u => u.Subresource == "status").Object).Status;
        Assert.All(status.Conditions.AsEnumerable(), c => Assert.Equal("Unknown", c.Status));
        Assert.Equal("NodeStatusUnknown", status.Conditions[0].Reason);
    }

    [Theory]
    [InlineData("True", "")]
    [InlineData("False", "node.kubernetes.io/not-ready")]
    [InlineData("Unknown", "node.kubernetes.io/unreachable")]
    public void Taints_follow_readiness_and_leave_others_alone(string ready, string taint)
    {
        var mine = new Taint { Key = "mine", Effect = "NoSchedule" };
        var node = NodeOf(ready) with { Spec = new() { Taints = [mine, new() { Key = "node.kubernetes.io/not-ready", Effect = "NoExecute", TimeAdded = Now }] } };

        var decision = NodeLifecycleController.Decide(new(node, Now, Grace, []), Now);

        var taints = decision.Effects.OfType<Effect.Update>().Select(u => ((Node)u.Object).Spec.Taints).SingleOrDefault();
        Assert.Equal(taint.Length == 0 ? ["mine"] : ["mine", taint, taint], taints.Select(t => t.Key));
    }

    [Fact]
    public void Pods_of_a_lost_node_are_marked_not_ready()
    {
        var node = NodeOf("Unknown");
        node = node with { Spec = node.Spec with { Taints = NodeTaints.Of(node, Now) } };
        var pod = new Pod { Metadata = new() { Name = "p" }, Status = new() { Conditions = [new() { Type = "Ready", Status = "True" }] } };

        var effect = Assert.IsType<Effect.Update>(Assert.Single(NodeLifecycleController.Decide(new(node, Now, Grace, [pod]), Now).Effects.AsEnumerable()));

        Assert.False(((Pod)effect.Object).IsReady());
    }

    /// <summary>Tolerations of a pod on a node tainted NoExecute ten seconds ago, and when it goes: now (0), after seconds, or never (-1).</summary>
    public static TheoryData<string, ValueList<Toleration>, int> Evictions => new()
    {
        { "none", [], 0 },
        { "all", [new() { Operator = "Exists" }], -1 },
        { "for a time", [new() { Key = "k", Operator = "Exists", Effect = "NoExecute", TolerationSeconds = 30 }], 20 },
        { "for a time that is over", [new() { Key = "k", Operator = "Exists", TolerationSeconds = 5 }], 0 },
        { "the shorter of two", [new() { Key = "k", Operator = "Exists", TolerationSeconds = 300 }, new() { Operator = "Exists", TolerationSeconds = 60 }], 50 },
        { "another taint", [new() { Key = "other", Operator = "Exists" }], 0 },
    };

    [Theory]
    [MemberData(nameof(Evictions))]
    public void A_pod_goes_when_its_toleration_runs_out(string what, ValueList<Toleration> tolerations, int seconds)
    {
        var pod = new Pod { Metadata = new() { Namespace = "ns", Name = "p" }, Spec = new() { NodeName = "n", Tolerations = tolerations } };
        var taint = new Taint { Key = "k", Effect = "NoExecute", TimeAdded = Now.AddSeconds(-10) };

        var decision = TaintEvictionController.Decide(new(pod, [taint, new() { Key = "soft", Effect = "NoSchedule" }]), Now);

        Assert.Equal(seconds == 0, decision.Effects.OfType<Effect.Delete>().Any());
        Assert.Equal(seconds > 0 ? TimeSpan.FromSeconds(seconds) : null, decision.RequeueAfter);
        Assert.NotEmpty(what);
    }

    private static Node NodeOf(string ready) => new()
    {
        Metadata = new() { Name = "n" },
        Status = new() { Conditions = [new() { Type = "Ready", Status = ready }] },
    };
}
