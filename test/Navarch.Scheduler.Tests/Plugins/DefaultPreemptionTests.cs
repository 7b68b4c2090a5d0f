using Navarch.Api.Policy.V1;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class DefaultPreemptionTests
{
    [Fact]
    public void Only_as_many_pods_as_needed_are_evicted_the_least_important_first()
    {
        var cluster = Make.Cluster([Make.Node("a")], ("a", Low("x", 1)), ("a", Low("y", 2)), ("a", Low("z", 3)), ("a", Low("w", 4)));
        Assert.Equal("a: x", Outcome(Make.Schedule(High("p", "1"), cluster)));
        Assert.Equal("a: y x", Outcome(Make.Schedule(High("p", "2"), cluster)));
    }

    [Fact]
    public void Trying_leaves_the_cluster_as_it_was()
    {
        var cluster = Make.Cluster([Make.Node("a")], ("a", Low("x", 1)), ("a", Low("y", 2)), ("a", Low("z", 3)), ("a", Low("w", 4)));
        Make.Schedule(High("p", "2"), cluster);
        Assert.Equal((4, 4000), (cluster.Nodes[0].Pods.Count, cluster.Nodes[0].Requested.MilliCpu));
        Assert.Equal("a", cluster.PlaceOf(new("default", "x")));
    }

    [Fact]
    public void The_node_with_the_least_important_victims_is_chosen()
    {
        var cluster = Make.Cluster([Make.Node("a", "1"), Make.Node("b", "1"), Make.Node("c", "1")], ("a", Low("x", 5)), ("b", Low("y", 3)), ("c", Low("z", 4)));
        Assert.Equal("b: y", Outcome(Make.Schedule(High("p", "1"), cluster)));
    }

    [Fact]
    public void Of_equal_priorities_fewer_victims_are_better()
    {
        var cluster = Make.Cluster([Make.Node("a", "1"), Make.Node("b", "1")], ("a", Low("x", 3, "500m")), ("a", Low("y", 3, "500m")), ("b", Low("z", 3)));
        Assert.Equal("b: z", Outcome(Make.Schedule(High("p", "1"), cluster)));
    }

    [Fact]
    public void A_disruption_budget_is_kept_where_another_node_allows_it()
    {
        var cluster = Make.Cluster([Make.Node("a", "1"), Make.Node("b", "1")], ("a", Low("x", 1, labels: [("app", "db")])), ("b", Low("y", 5)));
        cluster.PutBudget(new PodDisruptionBudget
        {
            Metadata = new() { Namespace = "default", Name = "db" },
            Spec = new() { Selector = new() { MatchLabels = ValueMap.Of(("app", "db")) } },
        });
        Assert.Equal("b: y", Outcome(Make.Schedule(High("p", "1"), cluster)));
    }

    [Fact]
    public void Required_anti_affinity_with_a_lesser_pod_is_resolved_by_evicting_it()
    {
        var cluster = Make.Cluster([Make.Node("a")], ("a", Low("x", 1, labels: [("app", "noisy")])), ("a", Low("y", 1)));
        var pod = High("p", "100m");
        pod = pod with
        {
            Spec = pod.Spec with
            {
                Affinity = new()
                {
                    PodAntiAffinity = new()
                    {
                        RequiredDuringSchedulingIgnoredDuringExecution =
                            [new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = new() { MatchLabels = ValueMap.Of(("app", "noisy")) } }],
                    },
                },
            },
        };
        Assert.Equal("a: x", Outcome(Make.Schedule(pod, cluster)));
    }

    [Fact]
    public void Equals_are_never_evicted()
    {
        var result = Make.Schedule(High("p", "1"), Make.Cluster([Make.Node("a", "1")], ("a", Low("x", 10))));
        Assert.Null(result.Preemption.NominatedNode);
        Assert.Equal(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
            result.Diagnosis.Message(1));
    }

    [Fact]
    public void A_pod_that_never_preempts_says_so()
    {
        var pod = High("p", "1");
        var result = Make.Schedule(pod with { Spec = pod.Spec with { PreemptionPolicy = "Never" } }, Make.Cluster([Make.Node("a", "1")], ("a", Low("x", 1))));
        Assert.EndsWith("preemption: not eligible due to preemptionPolicy=Never.", result.Diagnosis.Message(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Room_made_for_an_important_pod_is_not_taken_by_a_lesser_one()
    {
        var cluster = Make.Cluster([Make.Node("a", "1")]);
        cluster.Nominate(new PodInfo(High("p", "1")), "a");
        Assert.Null(Make.Schedule(Low("late", 1, "500m"), cluster).Node);
        Assert.Equal("a", Make.Schedule(High("p", "1"), cluster).Node);
    }

    private static Pod High(string name, string cpu) => Make.Pod(name, cpu, spec: s => s with { Priority = 10 });

    private static Pod Low(string name, int priority, string cpu = "1", (string, string)[]? labels = null) =>
        Make.Pod(name, cpu, labels: labels, spec: s => s with { Priority = priority });

    private static string Outcome(CycleResult result) =>
        $"{result.Preemption.NominatedNode}: {string.Join(' ', (result.Preemption.Victims ?? []).Select(v => v.Name.Name))}";
}
