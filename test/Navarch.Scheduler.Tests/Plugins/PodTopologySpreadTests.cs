namespace Navarch.Scheduler.Tests.Plugins;

public sealed class PodTopologySpreadTests
{
    private const string Zone = "topology.kubernetes.io/zone";
    private static readonly (string, string)[] Web = [("app", "web")];

    private static Node In(string zone, string name) => Make.Node(name, labels: [(Zone, zone)]);

    private static Pod Spread(string name, int? minDomains = null) => Make.Pod(name, labels: Web, spec: s => s with
    {
        TopologySpreadConstraints =
        [
            new() { TopologyKey = Zone, MaxSkew = 1, MinDomains = minDomains, WhenUnsatisfiable = "DoNotSchedule", LabelSelector = new() { MatchLabels = ValueMap.Of(Web) } },
        ],
    });

    [Fact]
    public void The_skew_stays_within_its_bound()
    {
        var cluster = Make.Cluster([In("east", "e1"), In("east", "e2"), In("west", "w1")], ("e1", Make.Pod("x", labels: Web)));
        Assert.Equal("w1", Make.Schedule(Spread("p"), cluster).Node);
    }

    [Fact]
    public void A_node_without_the_key_is_refused_by_its_own_reason()
    {
        var result = Make.Schedule(Spread("p"), Make.Cluster([Make.Node("bare")]));
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label).", result.Diagnosis.Message(1), StringComparison.Ordinal);
    }

    [Fact]
    public void With_fewer_domains_than_minDomains_the_least_is_zero()
    {
        var cluster = Make.Cluster([In("east", "e1")], ("e1", Make.Pod("x", labels: Web)));
        Assert.Equal("e1", Make.Schedule(Spread("p"), cluster).Node);
        Assert.Null(Make.Schedule(Spread("p", minDomains: 2), cluster).Node);
    }

    // East holds one pod already and has a node the pod may not use; the skew is at most one.
    [Theory]
    [InlineData(null, "e2")]
    [InlineData("Honor", "e2")]
    [InlineData("Ignore", null)]
    public void Nodes_the_pod_cannot_select_are_domains_only_when_told_so(string? policy, string? expected)
    {
        var cluster = Make.Cluster(
            [Make.Node("e2", labels: [(Zone, "east"), ("disk", "ssd")]), Make.Node("w1", labels: [(Zone, "west")])],
            ("e2", Make.Pod("x", labels: Web)));
        var pod = With(c => c with { NodeAffinityPolicy = policy });
        pod = pod with { Spec = pod.Spec with { NodeSelector = ValueMap.Of(("disk", "ssd")) } };
        Assert.Equal(expected, Make.Schedule(pod, cluster).Node);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Ignore", null)]
    [InlineData("Honor", "e1")]
    public void Tainted_nodes_are_domains_unless_told_otherwise(string? policy, string? expected)
    {
        var cluster = Make.Cluster(
            [In("east", "e1"), Make.Node("w1", labels: [(Zone, "west")], taints: [new() { Key = "k", Effect = "NoSchedule" }])],
            ("e1", Make.Pod("x", labels: Web)));
        Assert.Equal(expected, Make.Schedule(With(c => c with { NodeTaintsPolicy = policy }), cluster).Node);
    }

    [Theory]
    [InlineData("one", null)]
    [InlineData("two", "e1")]
    public void Only_pods_with_the_same_values_of_matchLabelKeys_count(string version, string? expected)
    {
        var cluster = Make.Cluster(
            [In("east", "e1"), Make.Node("w1", labels: [(Zone, "west")], cordoned: true)],
            ("e1", Make.Pod("x", labels: [.. Web, ("version", "one")])));
        var pod = With(c => c with { MatchLabelKeys = ["version", "absent"] });
        pod = pod with { Metadata = pod.Metadata with { Labels = ValueMap.Of([.. Web, ("version", version)]) } };
        Assert.Equal(expected, Make.Schedule(pod, cluster).Node);
    }

    private static Pod With(Func<TopologySpreadConstraint, TopologySpreadConstraint> change)
    {
        var pod = Spread("p");
        return pod with { Spec = pod.Spec with { TopologySpreadConstraints = [change(pod.Spec.TopologySpreadConstraints[0])] } };
    }
}
