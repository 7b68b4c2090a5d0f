using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class NodeAffinityTests
{
    [Theory]
    [InlineData("In", "a,b", "a", true)]
    [InlineData("In", "a,b", "c", false)]
    [InlineData("In", "a", null, false)]
    [InlineData("NotIn", "a", "b", true)]
    [InlineData("NotIn", "a", null, true)]
    [InlineData("NotIn", "a", "a", false)]
    [InlineData("Exists", "", "x", true)]
    [InlineData("Exists", "", null, false)]
    [InlineData("DoesNotExist", "", null, true)]
    [InlineData("DoesNotExist", "", "x", false)]
    [InlineData("Gt", "5", "6", true)]
    [InlineData("Gt", "5", "5", false)]
    [InlineData("Lt", "5", "4", true)]
    [InlineData("Lt", "5", "four", false)]
    public void A_required_expression_decides(string op, string values, string? label, bool fits)
    {
        var node = new NodeInfo(Make.Node("n", labels: label is null ? [] : [("key", label)]));
        var pod = Required(new NodeSelectorTerm
        {
            MatchExpressions = [new() { Key = "key", Operator = op, Values = values.Length == 0 ? [] : values.Split(',').ToValueList() }],
        });
        Assert.Equal(fits, new Scheduler.Plugins.NodeAffinity(new()).Filter(new(), pod, node).IsSuccess);
    }

    [Fact]
    public void Terms_are_alternatives_and_an_empty_term_selects_nothing()
    {
        var node = new NodeInfo(Make.Node("n", labels: [("key", "a")]));
        var matching = new NodeSelectorTerm { MatchExpressions = [new() { Key = "key", Operator = "Exists" }] };
        Assert.True(new Scheduler.Plugins.NodeAffinity(new()).Filter(new(), Required(new(), matching), node).IsSuccess);
        Assert.False(new Scheduler.Plugins.NodeAffinity(new()).Filter(new(), Required(new NodeSelectorTerm()), node).IsSuccess);
    }

    [Fact]
    public void A_field_selects_the_node_by_name()
    {
        var pod = Required(new NodeSelectorTerm { MatchFields = [new() { Key = "metadata.name", Operator = "In", Values = ["n"] }] });
        Assert.True(new Scheduler.Plugins.NodeAffinity(new()).Filter(new(), pod, new(Make.Node("n"))).IsSuccess);
        Assert.False(new Scheduler.Plugins.NodeAffinity(new()).Filter(new(), pod, new(Make.Node("m"))).IsSuccess);
    }

    private static PodInfo Required(params NodeSelectorTerm[] terms) => new(Make.Pod("p", spec: s => s with
    {
        Affinity = new() { NodeAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = new() { NodeSelectorTerms = terms.ToValueList() } } },
    }));
}
