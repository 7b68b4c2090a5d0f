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
}
