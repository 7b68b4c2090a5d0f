namespace Navarch.Scheduler.Tests;

public sealed class SchedulingCycleTests
{
    [Fact]
    public void A_pod_goes_to_the_node_it_names()
    {
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b"), Make.Node("c")]);
        Assert.Equal("b", Make.Schedule(Make.Pod("p", spec: s => s with { NodeName = "b" }), cluster).Node);
    }

    [Fact]
    public void A_pod_goes_to_the_node_whose_labels_it_selects()
    {
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b", labels: [("disk", "ssd")])]);
        Assert.Equal("b", Make.Schedule(Make.Pod("p", spec: s => s with { NodeSelector = ValueMap.Of(("disk", "ssd")) }), cluster).Node);
    }

    [Fact]
    public void A_pod_goes_where_its_request_fits()
    {
        var cluster = Make.Cluster([Make.Node("small", cpu: "1"), Make.Node("big", cpu: "8")]);
        Assert.Equal("big", Make.Schedule(Make.Pod("p", cpu: "2"), cluster).Node);
    }

    [Fact]
    public void The_node_with_the_greater_free_share_ranks_higher()
    {
        var cluster = Make.Cluster([Make.Node("busy"), Make.Node("idle")], ("busy", Make.Pod("x", "2", "4Gi")));
        Assert.Equal("idle", Make.Schedule(Make.Pod("p", "100m", "100Mi"), cluster).Node);
    }

    [Fact]
    public void The_node_with_balanced_use_ranks_higher()
    {
        // Both nodes have the same free share in sum; on one of them all is CPU.
        var cluster = Make.Cluster(
            [Make.Node("skewed", "10", "10Gi"), Make.Node("even", "10", "10Gi")],
            ("skewed", Make.Pod("x", "6", "1Gi")),
            ("even", Make.Pod("y", "3500m", "3584Mi")));
        Assert.Equal("even", Make.Schedule(Make.Pod("p", "1", "1Gi"), cluster).Node);
    }

    [Fact]
    public void Pods_of_one_owner_spread_over_the_nodes()
    {
        var cluster = Make.Cluster(
            [Make.Node("a"), Make.Node("b"), Make.Node("c")],
            ("a", Make.Pod("p1", owner: "rs")),
            ("b", Make.Pod("p2", owner: "rs")));
        Assert.Equal("c", Make.Schedule(Make.Pod("p3", owner: "rs"), cluster).Node);
    }

    [Fact]
    public void Preferred_labels_rank_higher()
    {
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b", labels: [("tier", "gold")]), Make.Node("c")]);
        var pod = Make.Pod("p", spec: s => s with
        {
            Affinity = new()
            {
                NodeAffinity = new()
                {
                    PreferredDuringSchedulingIgnoredDuringExecution =
                    [
                        new() { Weight = 100, Preference = new() { MatchExpressions = [new() { Key = "tier", Operator = "In", Values = ["gold"] }] } },
                    ],
                },
            },
        });
        Assert.Equal("b", Make.Schedule(pod, cluster).Node);
    }

    [Fact]
    public void The_message_counts_nodes_by_reason()
    {
        var cluster = Make.Cluster(
        [
            Make.Node("a", cpu: "1"),
            Make.Node("b", taints: [new() { Key = "dedicated", Value = "db", Effect = "NoSchedule" }]),
            Make.Node("c", taints: [new() { Key = "dedicated", Value = "db", Effect = "NoSchedule" }]),
            Make.Node("d", cordoned: true),
        ]);
        var result = Make.Schedule(Make.Pod("p", cpu: "2"), cluster);
        Assert.Null(result.Node);
        Assert.Equal(
            "0/4 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable, 2 node(s) had untolerated taint {dedicated: db}. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
            result.Diagnosis.Message(4));
    }

    [Fact]
    public void Each_missing_resource_of_a_node_is_counted()
    {
        var result = Make.Schedule(Make.Pod("p", "2", "16Gi"), Make.Cluster([Make.Node("a", "1", "1Gi")]));
        Assert.Equal("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.", result.Diagnosis.Message(1));
    }

    [Fact]
    public void Without_nodes_the_message_says_so() =>
        Assert.Equal("no nodes available to schedule pods", Make.Schedule(Make.Pod("p"), Make.Cluster([])).Diagnosis.Message(0));

    [Fact]
    public void The_same_seed_chooses_the_same_nodes()
    {
        string?[] Run(int seed)
        {
            var cycle = new SchedulingCycle(Make.Profile(), new Random(seed));
            var cluster = Make.Cluster(Enumerable.Range(0, 50).Select(i => Make.Node($"n{i}")));
            return [.. Enumerable.Range(0, 30).Select(i => cycle.Run(new(Make.Pod($"p{i}")), cluster).Node)];
        }

        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Fact]
    public void No_node_is_overcommitted_however_pods_come_and_go()
    {
        var random = new Random(42);
        var nodes = Enumerable.Range(0, 8).Select(i => Make.Node($"n{i}", $"{1 + (i % 4)}", $"{1 + (i % 3)}Gi", pods: 5)).ToArray();
        var cluster = Make.Cluster(nodes);
        var cycle = new SchedulingCycle(Make.Profile(), random);
        var alive = new List<Snapshot.PodInfo>();
        for (var step = 0; step < 2000; step++)
        {
            if (alive.Count > 0 && random.Next(3) == 0)
            {
                var gone = alive[random.Next(alive.Count)];
                alive.Remove(gone);
                cluster.Remove(gone.Name);
            }
            else
            {
                var pod = new Snapshot.PodInfo(Make.Pod($"p{step}", $"{random.Next(1, 1500)}m", $"{random.Next(1, 900)}Mi"));
                if (cycle.Run(pod, cluster).Node is { } node)
                {
                    cluster.Place(pod, node);
                    alive.Add(pod);
                }
            }

            foreach (var node in cluster.Nodes)
            {
                Assert.True(node.Requested.MilliCpu <= node.Allocatable.MilliCpu);
                Assert.True(node.Requested.Memory <= node.Allocatable.Memory);
                Assert.True(node.Pods.Count <= node.Allocatable.Pods);
                Assert.Equal(node.Pods.Sum(p => p.Requests.MilliCpu), node.Requested.MilliCpu);
            }
        }

        Assert.NotEmpty(alive);
    }
}
