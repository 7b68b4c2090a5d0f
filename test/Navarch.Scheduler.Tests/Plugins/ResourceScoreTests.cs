using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class ResourceScoreTests
{
    // From 4 cores and 8 GiB: used by others, asked for, and the score by the mean of both shares.
    [Theory]
    [InlineData("LeastAllocated", "1", "2Gi", "1", "2Gi", 50)]
    [InlineData("MostAllocated", "1", "2Gi", "1", "2Gi", 50)]
    [InlineData("LeastAllocated", "", "", "1", "2Gi", 75)]
    [InlineData("MostAllocated", "", "", "1", "2Gi", 25)]
    [InlineData("LeastAllocated", "2", "", "2", "8Gi", 0)]
    [InlineData("MostAllocated", "2", "", "2", "8Gi", 100)]
    public void A_node_is_ranked_by_how_full_it_would_be(string strategy, string usedCpu, string usedMemory, string cpu, string memory, long expected)
    {
        (string, Pod)[] placed = usedCpu.Length == 0 ? [] : [("n", Make.Pod("x", usedCpu, usedMemory.Length == 0 ? "0" : usedMemory))];
        var node = Make.Cluster([Make.Node("n", "4", "8Gi")], placed).Node("n")!;
        var plugin = new NodeResourcesFit(new() { Strategy = strategy });
        Assert.Equal(expected, plugin.Score(new(), new(Make.Pod("p", cpu, memory)), node));
    }

    [Fact]
    public void MostAllocated_packs_and_LeastAllocated_spreads()
    {
        var cluster = Make.Cluster([Make.Node("empty"), Make.Node("used")], ("used", Make.Pod("x", "2", "4Gi")));
        var pod = Make.Pod("p", "1", "2Gi");
        Assert.Equal("empty", Best(new() { Strategy = ScoringStrategyTypes.LeastAllocated }));
        Assert.Equal("used", Best(new() { Strategy = ScoringStrategyTypes.MostAllocated }));

        string Best(NodeResourcesFitArgs args)
        {
            var profile = new Profile("s", [(new PrioritySort(), 0), (new NodeResourcesFit(args), 1)]);
            return new SchedulingCycle(profile, new Random(1)).Run(new(pod), cluster).Node!;
        }
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("4", 0)]
    [InlineData("5", 20)]
    [InlineData("7", 60)]
    [InlineData("9", 100)]
    [InlineData("10", 100)]
    public void A_shape_gives_the_score_between_its_points(string cpu, long expected)
    {
        // Nothing up to 40 %, all from 90 %, a line between.
        var plugin = new NodeResourcesFit(new()
        {
            Strategy = ScoringStrategyTypes.RequestedToCapacityRatio,
            Resources = [new("cpu")],
            Shape = [new(40, 0), new(90, 10)],
        });
        Assert.Equal(expected, plugin.Score(new(), new(Make.Pod("p", cpu)), new(Make.Node("n", "10"))));
    }

    [Fact]
    public void Resources_count_by_their_weights_and_devices_only_for_those_who_ask()
    {
        var plugin = new NodeResourcesFit(new()
        {
            Strategy = ScoringStrategyTypes.RequestedToCapacityRatio,
            Resources = [new("example.com/foo", 5), new("memory", 1), new("cpu", 3)],
            Shape = [new(0, 0), new(100, 10)],
        });
        var cluster = Make.Cluster([WithFoo(Make.Node("n", "8", "1Gi"), 4)], ("n", WithFoo(Make.Pod("x", "1", "256Mi"), 1)));
        var node = cluster.Node("n")!;

        // foo 3 of 4 = 75, memory 512 of 1024 = 50, cpu 3 of 8 = 37: (5*75 + 50 + 3*37) / 9.
        Assert.Equal(60, plugin.Score(new(), new(WithFoo(Make.Pod("p", "2", "256Mi"), 2)), node));
        Assert.Equal(40, plugin.Score(new(), new(Make.Pod("q", "2", "256Mi")), node));
    }

    [Theory]
    [InlineData("example.com/foo", "", true)]
    [InlineData("", "example.com", true)]
    [InlineData("example.com/bar", "other.com", false)]
    public void Ignored_devices_refuse_nobody(string resource, string group, bool fits)
    {
        var plugin = new NodeResourcesFit(new() { IgnoredResources = [resource], IgnoredResourceGroups = [group] });
        Assert.Equal(fits, plugin.Filter(new(), new(WithFoo(Make.Pod("p"), 1)), new(Make.Node("n"))).IsSuccess);
    }

    private static Node WithFoo(Node node, int count) =>
        node with { Status = node.Status with { Allocatable = node.Status.Allocatable.SetItem("example.com/foo", Quantity.Parse($"{count}")) } };

    private static Pod WithFoo(Pod pod, int count)
    {
        var container = pod.Spec.Containers[0];
        var requests = container.Resources.Requests.SetItem("example.com/foo", Quantity.Parse($"{count}"));
        return pod with { Spec = pod.Spec with { Containers = [container with { Resources = container.Resources with { Requests = requests } }] } };
    }
}
