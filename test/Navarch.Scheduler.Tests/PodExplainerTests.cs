using Navarch.Scheduler.Explanation;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests;

public sealed class PodExplainerTests
{
    [Fact]
    public void Each_node_says_the_number_that_is_missing_and_the_nearest_comes_first()
    {
        var cluster = Make.Cluster(
            [Make.Node("small", "2"), Make.Node("busy", "4"), Make.Node("nearly", "4")],
            ("busy", Make.Pod("x", "3")), ("nearly", Make.Pod("y", "1500m")));
        var explanation = Explain(Make.Pod("p", "3"), cluster);
        Assert.Null(explanation.Node);
        Assert.Equal(["nearly", "busy", "small"], explanation.Refused.Select(n => n.Node.Name));
        Assert.Equal(
            ["free 500m of cpu there", "free 2 of cpu there", "ask for at most 2 of cpu"],
            explanation.Refused.Select(n => Assert.Single(n.Refusals).Fix));
        Assert.Equal("cpu: asks for 3, 2500m of 4 is free, 500m is missing", explanation.Refused[0].Refusals[0].Missing);
        Assert.StartsWith("0/3 nodes are available: 3 Insufficient cpu.", explanation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_names_all_its_reasons_not_only_the_first()
    {
        var node = Make.Node("n", "1", taints: [new() { Key = "gpu", Value = "yes", Effect = "NoSchedule" }], cordoned: true);
        var explanation = Explain(Make.Pod("p", "2", spec: s => s with { NodeSelector = ValueMap.Of(("disk", "ssd")) }), Make.Cluster([node]));
        Assert.Equal(
            [
                ("NodeUnschedulable", "kubectl uncordon n"),
                ("TaintToleration", "tolerate or remove the taint gpu=yes:NoSchedule"),
                ("NodeAffinity", "kubectl label node n disk=ssd"),
                ("NodeResourcesFit", "ask for at most 1 of cpu"),
            ],
            explanation.Refused[0].Refusals.Select(r => (r.Plugin, r.Fix)));
    }

    [Fact]
    public void A_pod_that_fits_is_told_where()
    {
        var explanation = Explain(Make.Pod("p", "2"), Make.Cluster([Make.Node("small", "1"), Make.Node("big", "4")]));
        Assert.Equal("big", explanation.Node);
        Assert.Equal("small", Assert.Single(explanation.Refused).Node.Name);
        Assert.Equal("", explanation.Message);
    }

    [Fact]
    public void The_victims_of_preemption_are_named_and_nothing_is_changed()
    {
        var cluster = Make.Cluster([Make.Node("n", "1")], ("n", Make.Pod("lesser", "1")));
        var explanation = Explain(Make.Pod("p", "1", spec: s => s with { Priority = 10 }), cluster);
        Assert.Equal("n", explanation.Preemption.NominatedNode);
        Assert.Equal("lesser", Assert.Single(explanation.Preemption.Victims).Name.Name);
        Assert.Equal("lesser", Assert.Single(cluster.Node("n")!.Pods).Name.Name);
        Assert.Equal(1000, cluster.Node("n")!.Requested.MilliCpu);
    }

    [Fact]
    public void The_place_in_the_queue_goes_by_priority_then_age_and_pods_with_gates_do_not_count()
    {
        PodInfo[] waiting =
        [
            Waiting("older", 0, 1), Waiting("p", 0, 5), Waiting("younger", 0, 9), Waiting("urgent", 7, 9),
            new(Make.Pod("gated", spec: s => s with { Priority = 99, SchedulingGates = [new() { Name = "g" }] })),
        ];
        var explanation = new PodExplainer(Make.Profile(), new Random(1)).Explain(waiting[1], Make.Cluster([Make.Node("n")]), waiting);
        Assert.Equal((3, 4), (explanation.QueuePlace, explanation.QueueLength));
    }

    [Fact]
    public void A_pod_with_gates_is_held_back() =>
        Assert.Equal("waiting for scheduling gates: [g]", Explain(Make.Pod("p", spec: s => s with { SchedulingGates = [new() { Name = "g" }] }), Make.Cluster([Make.Node("n")])).Gate);

    [Fact]
    public void Room_that_is_being_made_for_another_is_not_free_and_stays_its_own()
    {
        var cluster = Make.Cluster([Make.Node("n", "1")]);
        cluster.Nominate(Waiting("other", 9, 1, "1"), "n");
        var explanation = Explain(Make.Pod("p", "1"), cluster);
        Assert.Equal("free 1 of cpu there", explanation.Refused[0].Refusals[0].Fix);
        Assert.Empty(cluster.Node("n")!.Pods);
    }

    private static PodInfo Waiting(string name, int priority, int second, string cpu = "")
    {
        var pod = Make.Pod(name, cpu, spec: s => s with { Priority = priority });
        return new(pod with { Metadata = pod.Metadata with { CreationTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(second) } });
    }

    private static PodExplanation Explain(Pod pod, ClusterSnapshot cluster) => new PodExplainer(Make.Profile(), new Random(1)).Explain(new(pod), cluster, []);
}
