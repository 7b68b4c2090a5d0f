using Navarch.Api.Coordination.V1;
using Navarch.ApiServer.Resources.Coordination;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class LeaseTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Lease Held(string ns, string holder, DateTimeOffset renewed) => new()
    {
        Metadata = new() { Namespace = ns, Name = "n" },
        Spec = new() { HolderIdentity = holder, RenewTime = renewed },
    };

    [Theory]
    [InlineData("kube-node-lease", "a", true)]
    [InlineData("kube-node-lease", "b", false)]
    [InlineData("kube-system", "a", false)]
    public void Only_the_renewal_of_a_nodes_lease_is_a_heartbeat(string ns, string holder, bool expected) =>
        Assert.Equal(expected, new LeaseResource().IsHeartbeat(Held(ns, holder, Now.AddSeconds(10)), Held(ns, "a", Now)));
}
