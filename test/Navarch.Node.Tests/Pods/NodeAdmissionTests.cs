using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Pods;

public sealed class NodeAdmissionTests
{
    private static readonly ValueMap<Quantity> Has = ValueMap.Of(("cpu", Quantity.Parse("1")), ("memory", Quantity.Parse("1Gi")), ("pods", new Quantity(2)));

    [Theory]
    [InlineData("400m", 1, null, null)]
    [InlineData("600m", 1, "OutOfcpu", "Node didn't have enough resource: cpu, requested: 600, used: 500, capacity: 1000")]
    [InlineData("0", 2, "OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2")]
    public void A_pod_must_fit(string cpu, int present, string? reason, string? message)
    {
        var others = Enumerable.Repeat(Asking("500m"), present);
        var rejection = NodeAdmission.Decide(Asking(cpu), others, null, Has);
        Assert.Equal((reason, message), (rejection?.Reason, rejection?.Message));
    }

    [Theory]
    [InlineData("ssd", true)]
    [InlineData("disk", false)]
    public void A_pod_must_want_this_node(string wanted, bool fits)
    {
        var node = new Navarch.Api.Core.V1.Node { Metadata = new() { Name = "n1", Labels = ValueMap.Of(("kind", "ssd")) } };
        var bySelector = Asking("0");
        bySelector = bySelector with { Spec = bySelector.Spec with { NodeSelector = ValueMap.Of(("kind", wanted)) } };
        Assert.Equal(fits, NodeAdmission.Decide(bySelector, [], node, Has) is null);
        var required = new NodeSelector { NodeSelectorTerms = [new() { MatchExpressions = [new() { Key = "kind", Operator = "In", Values = [wanted] }] }] };
        var byAffinity = Asking("0");
        byAffinity = byAffinity with { Spec = byAffinity.Spec with { Affinity = new() { NodeAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = required } } } };
        Assert.Equal(fits, NodeAdmission.Decide(byAffinity, [], node, Has) is null);
    }

    private static Pod Asking(string cpu) =>
        Make.Pod(containers: [Make.Container("c") with { Resources = new() { Requests = ValueMap.Of(("cpu", Quantity.Parse(cpu))) } }]);
}
