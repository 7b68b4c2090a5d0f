using Navarch.Api.Core.V1;
using Navarch.ApiServer.Resources.Services;

namespace Navarch.ApiServer.Tests.Resources;

/// <summary>Which families a service comes to have, by what it asks for and what the cluster has.</summary>
public sealed class ServiceFamiliesTests
{
    private static readonly ServiceSpec Plain = new() { Type = "ClusterIP", Selector = ValueMap.Of(("app", "web")) };
    private static readonly ServiceSpec One = Plain with { ClusterIP = "10.0.0.1", ClusterIPs = ["10.0.0.1"], IPFamilies = ["IPv4"], IPFamilyPolicy = "SingleStack" };
    private static readonly ServiceSpec Two = One with { ClusterIPs = ["10.0.0.1", "fd00::1"], IPFamilies = ["IPv4", "IPv6"], IPFamilyPolicy = "PreferDualStack" };

    /// <summary>What it is, the cluster's families, the spec, the one before, and what becomes of it: policy, families, addresses.</summary>
    public static TheoryData<string, string, ServiceSpec, ServiceSpec?, string> Completions => new()
    {
        { "nothing said", "IPv4", Plain, null, "SingleStack IPv4 " },
        { "nothing said, both families", "IPv4,IPv6", Plain, null, "SingleStack IPv4 " },
        { "nothing said, IPv6 first", "IPv6,IPv4", Plain, null, "SingleStack IPv6 " },
        { "two preferred and there", "IPv4,IPv6", Plain with { IPFamilyPolicy = "PreferDualStack" }, null, "PreferDualStack IPv4,IPv6 " },
        { "two preferred, one there", "IPv4", Plain with { IPFamilyPolicy = "PreferDualStack" }, null, "PreferDualStack IPv4 " },
        { "two required", "IPv4,IPv6", Plain with { IPFamilyPolicy = "RequireDualStack", IPFamilies = ["IPv6"] }, null, "RequireDualStack IPv6,IPv4 " },
        { "an address tells its family", "IPv4,IPv6", Plain with { ClusterIP = "fd00::5" }, null, "SingleStack IPv6 fd00::5" },
        { "headless", "IPv4,IPv6", Plain with { ClusterIP = "None" }, null, "SingleStack IPv4 None" },
        { "headless without a selector", "IPv4", Plain with { ClusterIP = "None", Selector = default }, null, "RequireDualStack IPv4,IPv6 None" },
        { "an update that says nothing", "IPv4,IPv6", Plain, Two, "PreferDualStack IPv4,IPv6 10.0.0.1,fd00::1" },
        { "an update by a client of the one field", "IPv4,IPv6", Plain with { ClusterIP = "10.0.0.1" }, Two, "PreferDualStack IPv4,IPv6 10.0.0.1,fd00::1" },
        { "a second family is added", "IPv4,IPv6", One with { IPFamilyPolicy = "PreferDualStack" }, One, "PreferDualStack IPv4,IPv6 10.0.0.1" },
        { "the second family is given up", "IPv4,IPv6", Two with { IPFamilyPolicy = "SingleStack" }, Two, "SingleStack IPv4 10.0.0.1" },
        { "from an external name", "IPv4", Plain, new() { Type = "ExternalName" }, "SingleStack IPv4 " },
    };

    /// <summary>What it is, the cluster's families, a completed spec, and the fields refused.</summary>
    public static TheoryData<string, string, ServiceSpec, string> Refusals => new()
    {
        { "fine", "IPv4", One, "" },
        { "two are fine", "IPv4,IPv6", Two, "" },
        { "two required, one there", "IPv4", One with { IPFamilyPolicy = "RequireDualStack" }, "spec.ipFamilyPolicy" },
        { "a family that is not there", "IPv4", One with { IPFamilies = ["IPv6"], ClusterIPs = [] }, "spec.ipFamilies[0]" },
        { "two families of a single stack", "IPv4,IPv6", Two with { IPFamilyPolicy = "SingleStack" }, "spec.ipFamilyPolicy" },
        { "an address of the other family", "IPv4,IPv6", Two with { ClusterIPs = ["10.0.0.1", "10.0.0.2"] }, "spec.clusterIPs[1]" },
        { "headless without a selector may have any", "IPv4", Two with { ClusterIP = "None", ClusterIPs = ["None"], Selector = default, IPFamilyPolicy = "RequireDualStack" }, "" },
        { "an external name has none", "IPv4", new() { Type = "ExternalName" }, "" },
    };

    [Theory]
    [MemberData(nameof(Completions))]
    public void Families_are_completed(string what, string cluster, ServiceSpec spec, ServiceSpec? old, string expected)
    {
        var done = new ServiceFamilies(cluster.Split(',')).Complete(spec, old);
        Assert.True(expected == $"{done.IPFamilyPolicy} {string.Join(',', done.IPFamilies)} {string.Join(',', done.ClusterIPs)}", $"{what}: {done.IPFamilyPolicy} {string.Join(',', done.IPFamilies)} {string.Join(',', done.ClusterIPs)}");
        Assert.Equal(done.ClusterIP, done.ClusterIPs.IsEmpty ? "" : done.ClusterIPs[0]);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_the_cluster_cannot_do_is_refused(string what, string cluster, ServiceSpec spec, string fields)
    {
        var faults = new ServiceFamilies(cluster.Split(',')).Check(spec).Select(fault => fault.Field);
        Assert.True(fields == string.Join(',', faults), what);
    }
}
