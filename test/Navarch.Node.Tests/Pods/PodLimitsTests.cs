using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Cgroups;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Pods;

public sealed class PodLimitsTests
{
    [Fact]
    public void A_pod_weighs_what_its_containers_ask_for_and_is_bounded_when_all_of_them_are()
    {
        var limits = PodLimits.Of(Make.Pod(containers: [Asking("a", "500m", "1"), Asking("b", "500m", "1")], init: [Asking("i", "2", "2")]).Spec);
        Assert.Equal(new PodLimits(2048, 2000, 2L << 20), limits);
    }

    [Fact]
    public void One_unbounded_container_leaves_the_pod_unbounded()
    {
        var limits = PodLimits.Of(Make.Pod(containers: [Asking("a", "500m", "1"), Make.Container("b")]).Spec);
        Assert.Equal((null, null), (limits.MilliCpu, limits.Memory));
    }

    private static Container Asking(string name, string request, string limit) => Make.Container(name) with
    {
        Resources = new() { Requests = ValueMap.Of(("cpu", Quantity.Parse(request))), Limits = ValueMap.Of(("cpu", Quantity.Parse(limit)), ("memory", Quantity.Parse(limit + "Mi"))) },
    };
}
