namespace Navarch.Scheduler.Tests.Plugins;

public sealed class InterPodAffinityTests
{
    private static readonly (string, string)[] Web = [("app", "web")];
    private static readonly (string, string)[] Cache = [("app", "cache")];

    private static PodAffinityTerm Term(string app, string key = "kubernetes.io/hostname") =>
        new() { TopologyKey = key, LabelSelector = new() { MatchLabels = ValueMap.Of(("app", app)) } };

    [Fact]
    public void Required_affinity_puts_a_pod_beside_the_one_it_selects()
    {
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b"), Make.Node("c")], ("b", Make.Pod("cache", labels: Cache)));
        var pod = Make.Pod("p", spec: s => s with { Affinity = new() { PodAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term("cache")] } } });
        Assert.Equal("b", Make.Schedule(pod, cluster).Node);
    }

    [Fact]
    public void The_first_pod_of_a_group_that_wants_to_be_together_may_start_anywhere()
    {
        var affinity = new Affinity { PodAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term("web")] } };
        Assert.NotNull(Make.Schedule(Make.Pod("p", labels: Web, spec: s => s with { Affinity = affinity }), Make.Cluster([Make.Node("a")])).Node);
        Assert.Null(Make.Schedule(Make.Pod("p", labels: Cache, spec: s => s with { Affinity = affinity }), Make.Cluster([Make.Node("a")])).Node);
    }

    [Fact]
    public void Anti_affinity_keeps_pods_apart_and_says_why()
    {
        var apart = new Affinity { PodAntiAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term("web")] } };
        var cluster = Make.Cluster([Make.Node("a")], ("a", Make.Pod("x", labels: Web)));
        var result = Make.Schedule(Make.Pod("p", labels: Web, spec: s => s with { Affinity = apart }), cluster);
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.", result.Diagnosis.Message(1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_anti_affinity_of_a_pod_already_there_counts_too()
    {
        var apart = new Affinity { PodAntiAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term("web")] } };
        var cluster = Make.Cluster([Make.Node("a")], ("a", Make.Pod("x", spec: s => s with { Affinity = apart })));
        Assert.Null(Make.Schedule(Make.Pod("p", labels: Web), cluster).Node);
        Assert.Equal("a", Make.Schedule(Make.Pod("p", labels: Cache), cluster).Node);
    }

    [Fact]
    public void A_namespace_selector_reaches_the_namespaces_it_selects()
    {
        var elsewhere = Make.Pod("cache", labels: Cache) with { Metadata = new() { Name = "cache", Namespace = "data", Labels = ValueMap.Of(Cache) } };
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b")], ("b", elsewhere));
        cluster.PutNamespace("data", ValueMap.Of(("team", "data")));
        Pod Near(string team) => Make.Pod("p", spec: s => s with
        {
            Affinity = new()
            {
                PodAffinity = new()
                {
                    RequiredDuringSchedulingIgnoredDuringExecution = [Term("cache") with { NamespaceSelector = new() { MatchLabels = ValueMap.Of(("team", team)) } }],
                },
            },
        });
        Assert.Equal("b", Make.Schedule(Near("data"), cluster).Node);
        Assert.Null(Make.Schedule(Near("other"), cluster).Node);
    }

    [Fact]
    public void Preferred_anti_affinity_ranks_lower_but_refuses_nobody()
    {
        var apart = new Affinity
        {
            PodAntiAffinity = new() { PreferredDuringSchedulingIgnoredDuringExecution = [new() { Weight = 100, PodAffinityTerm = Term("web") }] },
        };
        var pod = Make.Pod("p", spec: s => s with { Affinity = apart });
        var nodes = new[] { Make.Node("a"), Make.Node("b") };
        Assert.Equal("b", Make.Schedule(pod, Make.Cluster(nodes, ("a", Make.Pod("x", labels: Web)))).Node);
        Assert.Equal("a", Make.Schedule(pod, Make.Cluster(nodes[..1], ("a", Make.Pod("x", labels: Web)))).Node);
    }

    [Theory]
    [InlineData("matchLabelKeys", "one", null)]
    [InlineData("matchLabelKeys", "two", "a")]
    [InlineData("mismatchLabelKeys", "one", "a")]
    [InlineData("mismatchLabelKeys", "two", null)]
    public void A_term_reaches_pods_with_the_same_or_another_value_of_a_label(string keys, string version, string? expected)
    {
        var term = keys == "matchLabelKeys" ? Term("web") with { MatchLabelKeys = ["version"] } : Term("web") with { MismatchLabelKeys = ["version"] };
        var apart = new Affinity { PodAntiAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [term] } };
        var cluster = Make.Cluster([Make.Node("a")], ("a", Make.Pod("x", labels: [.. Web, ("version", "one")])));
        var pod = Make.Pod("p", labels: [.. Web, ("version", version)], spec: s => s with { Affinity = apart });
        Assert.Equal(expected, Make.Schedule(pod, cluster).Node);
    }
}
