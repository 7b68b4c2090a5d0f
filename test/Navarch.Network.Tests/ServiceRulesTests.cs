using System.Net;
using Navarch.Api;
using Navarch.Network.Nftables;
using Navarch.Network.Proxy;

namespace Navarch.Network.Tests;

/// <summary>What the rules say, without a kernel.</summary>
public sealed class ServiceRulesTests
{
    private static readonly ProxyNode Node = new([IPNetwork.Parse("10.244.0.0/16")], [IPNetwork.Parse("10.96.0.0/12")]);
    private static readonly ProxiedEndpoint Here = new(IPAddress.Parse("10.244.0.5"), 8080);
    private static readonly ProxiedEndpoint There = new(IPAddress.Parse("10.244.1.5"), 8080, Local: false);
    private static readonly ProxiedEndpoint Leaving = Here with { Ready = false, ServingWhileTerminating = true };

    public static TheoryData<string, bool, bool, ProxiedEndpoint[], string, string> Verdicts => new()
    {
        // name, external local, internal local, endpoints, verdict at the cluster address, verdict at the node port
        { "ordinary", false, false, [Here, There], "goto c4/default/web/tcp/80", "goto x4/default/web/tcp/80" },
        { "nothing behind it", false, false, [], "goto unserved", "goto unserved" },
        { "not ready", false, false, [Here with { Ready = false }], "goto unserved", "goto unserved" },
        { "only terminating", false, false, [Leaving], "goto c4/default/web/tcp/80", "goto x4/default/web/tcp/80" },
        { "internal local, served here", false, true, [Here], "goto l4/default/web/tcp/80", "goto x4/default/web/tcp/80" },
        { "internal local, served elsewhere", false, true, [There], "drop", "goto x4/default/web/tcp/80" },
        { "external local, served elsewhere", true, false, [There], "goto c4/default/web/tcp/80", "goto x4/default/web/tcp/80" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Addresses_lead_where_the_policies_say(string name, bool externalLocal, bool internalLocal, ProxiedEndpoint[] endpoints, string cluster, string nodePort)
    {
        var rules = ServiceRulesBuilder.Build(Web(endpoints) with { ExternalTrafficLocal = externalLocal, InternalTrafficLocal = internalLocal }, Node);
        Assert.True(rules.Elements.Contains(new("services4", "10.96.0.50 . tcp . 80", cluster)), name);
        Assert.True(rules.Elements.Contains(new("nodeports4", "tcp . 30080", nodePort)), name);
    }

    [Fact]
    public void External_local_without_an_endpoint_here_drops_what_comes_from_outside_only()
    {
        var rules = ServiceRulesBuilder.Build(Web(There) with { ExternalTrafficLocal = true }, Node);
        var entrance = Assert.Single(rules.Chains, c => c.Name == "x4/default/web/tcp/80");
        Assert.Equal(["ip saddr 10.244.0.0/16 goto c4/default/web/tcp/80", "fib saddr type local meta mark set meta mark | 0x4000 goto c4/default/web/tcp/80", "drop"], entrance.Rules);
    }

    [Fact]
    public void A_terminating_endpoint_is_used_only_while_none_is_ready()
    {
        var fresh = Here with { Address = IPAddress.Parse("10.244.0.6") };
        var rules = ServiceRulesBuilder.Build(Web(Leaving, fresh), Node);
        Assert.Contains("meta l4proto tcp dnat ip to 10.244.0.6:8080", rules.Chains[0].Rules);
    }

    [Fact]
    public void Both_families_of_a_dual_stack_service_are_served_each_by_its_own()
    {
        var six = new ProxiedEndpoint(IPAddress.Parse("fd00::5"), 8080);
        var service = Web(Here, six) with { ClusterIPs = [IPAddress.Parse("10.96.0.50"), IPAddress.Parse("fd96::50")] };
        var rules = ServiceRulesBuilder.Build(service, Node);
        Assert.Contains(new("services6", "fd96::50 . tcp . 80", "goto c6/default/web/tcp/80"), rules.Elements);
        Assert.Contains("meta l4proto tcp dnat ip6 to [fd00::5]:8080", rules.Chains.Single(c => c.Name.StartsWith("c6", StringComparison.Ordinal)).Rules);
    }

    [Fact]
    public void Names_too_long_for_the_kernel_are_cut_and_stay_different()
    {
        var long1 = NftNames.Of('c', Family.V4, new(new string('n', 63), new string('s', 62) + "1"), "tcp", 80);
        var long2 = NftNames.Of('c', Family.V4, new(new string('n', 63), new string('s', 62) + "2"), "tcp", 80);
        Assert.True(long1.Length <= 127 && long1 != long2);
    }

    [Fact]
    public void A_change_of_one_service_touches_nothing_of_another()
    {
        var ruleset = new Ruleset(Node);
        ruleset.Apply(Enumerable.Range(0, 100).Select(i => new KeyValuePair<NamespacedName, ServiceRules>(
            new("default", $"s{i}"), ServiceRulesBuilder.Build(Web(Here) with { Name = new("default", $"s{i}"), ClusterIPs = [IPAddress.Parse($"10.96.1.{i}")] }, Node))));
        var name = new NamespacedName("default", "s7");
        var change = ruleset.Apply([new(name, ServiceRulesBuilder.Build(Web(Here, There) with { Name = name, ClusterIPs = [IPAddress.Parse("10.96.1.7")] }, Node))]);
        Assert.All(change.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.True(line.Contains("default/s7", StringComparison.Ordinal) || line.Contains("hairpins4", StringComparison.Ordinal), line));
        Assert.Equal("", ruleset.Apply([new(name, ServiceRulesBuilder.Build(Web(Here, There) with { Name = name, ClusterIPs = [IPAddress.Parse("10.96.1.7")] }, Node))]));
    }

    [Fact]
    public void Of_two_services_that_claim_one_address_the_first_by_name_has_it_in_any_order()
    {
        ProxiedService Claim(string name) => Web(Here) with { Name = new("default", name), ClusterIPs = [IPAddress.Parse("10.96.0.9")], ExternalIPs = [IPAddress.Parse("198.51.100.1")] };
        var ruleset = new Ruleset(Node);
        ruleset.Apply([new(new("default", "b"), ServiceRulesBuilder.Build(Claim("b"), Node))]);
        ruleset.Apply([new(new("default", "a"), ServiceRulesBuilder.Build(Claim("a"), Node))]);
        Assert.Contains("198.51.100.1 . tcp . 80 : goto x4/default/a/tcp/80", ruleset.Full(), StringComparison.Ordinal);
        var back = ruleset.Apply([new(new("default", "a"), ServiceRules.None)]);
        Assert.Contains("198.51.100.1 . tcp . 80 : goto x4/default/b/tcp/80", back, StringComparison.Ordinal);
    }

    [Fact]
    public void Flows_are_stale_when_their_server_no_longer_stands_behind_the_service()
    {
        var before = Dns("10.244.0.5", "10.244.0.6");
        var stale = new StaleFlows();
        stale.Add(before, Dns("10.244.0.6"));
        Assert.True(stale.IsStale(Flow("10.96.0.10", 53, "10.244.0.5")));
        Assert.False(stale.IsStale(Flow("10.96.0.10", 53, "10.244.0.6")));
        Assert.False(stale.IsStale(Flow("10.96.0.11", 53, "10.244.0.5")));
        Assert.True(stale.IsStale(Flow("192.0.2.2", 30053, "10.244.0.5")));
        var none = new StaleFlows();
        none.Add(before, before);
        none.Add(Web(Here), Web());
        Assert.True(none.IsEmpty);
        var gone = new StaleFlows();
        gone.Add(before, null);
        Assert.True(gone.IsStale(Flow("10.96.0.10", 53, "10.244.0.6")));
        var first = new StaleFlows();
        first.Add(null, before);
        Assert.True(first.IsStale(Flow("10.96.0.10", 53, "10.96.0.10")));
    }

    private static UdpFlow Flow(string to, int port, string server) => new(new(IPAddress.Parse(to), port), new(IPAddress.Parse(server), 5353));

    private static ProxiedService Dns(params string[] endpoints) => new(new("kube-system", "kube-dns"))
    {
        ClusterIPs = [IPAddress.Parse("10.96.0.10")],
        Ports = [new("udp", 53, 30053, [.. endpoints.Select(e => new ProxiedEndpoint(IPAddress.Parse(e), 5353))])],
    };

    private static ProxiedService Web(params ProxiedEndpoint[] endpoints) => new(new("default", "web"))
    {
        ClusterIPs = [IPAddress.Parse("10.96.0.50")],
        Ports = [new("tcp", 80, 30080, [.. endpoints])],
    };
}
