using System.Net;
using Navarch.Api;
using Navarch.Network.Nftables;
using Navarch.Network.PodNetwork;
using Navarch.Network.Proxy;

namespace Navarch.Network.Tests;

/// <summary>Real packets through real rules, in namespaces of the test's own.</summary>
public sealed class ServiceRoutingTests : IAsyncLifetime
{
    private static readonly ProxyNode Node = new([IPNetwork.Parse("10.244.0.0/16")], [IPNetwork.Parse("10.96.0.0/12")]);
    private readonly NetworkLab lab = NetworkLab.Create();
    private readonly Ruleset ruleset = new(Node);
    private INftables nft = null!;
    private string client = "";
    private string first = "";

    public Task InitializeAsync()
    {
        client = lab.AddPod("c", "10.244.0.10");
        first = lab.AddPod("b1", "10.244.0.11");
        var second = lab.AddPod("b2", "10.244.0.12");
        lab.Serve(first, "b1", 8080);
        lab.Serve(second, "b2", 8080);
        nft = NetworkNamespace.Run(lab.Node, NftCommand.Open);
        Run(ruleset.Full());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        nft.Dispose();
        await lab.DisposeAsync();
    }

    [RootFact]
    public async Task A_cluster_address_reaches_every_endpoint_and_keeps_the_pods_source()
    {
        Set(Web("11", "12"));
        Assert.Equal(["b1 10.244.0.10", "b2 10.244.0.10"], await ManyAsync(client, "10.96.0.50", 80));
    }

    [RootFact]
    public async Task The_node_itself_reaches_a_cluster_address()
    {
        Set(Web("11", "12"));
        Assert.Equal(["b1", "b2"], (await ManyAsync(lab.Node, "10.96.0.50", 80)).Select(a => a[..2]).Distinct());
    }

    [RootFact]
    public async Task A_pod_reaches_itself_through_its_service()
    {
        Set(Web("11"));
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(first, "10.96.0.50", 80), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Nothing_behind_a_service_means_connection_refused_at_once()
    {
        Set(Web());
        Assert.Equal("ConnectionRefused", await NetworkLab.AskAsync(client, "10.96.0.50", 80));
        Assert.Equal("ConnectionRefused", await NetworkLab.AskAsync(lab.Node, "10.96.0.50", 80));
        Assert.Equal("ConnectionRefused", await NetworkLab.AskAsync(client, "10.96.9.9", 80));
        Assert.Equal("ConnectionRefused", await NetworkLab.AskAsync(lab.Outside, NetworkLab.NodeAddress, 30080));
    }

    [RootFact]
    public async Task A_node_port_answers_from_outside_from_pods_and_at_localhost()
    {
        Set(Web("11"));
        Assert.Equal("b1 10.244.0.1", await NetworkLab.AskAsync(lab.Outside, NetworkLab.NodeAddress, 30080));
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(client, NetworkLab.NodeAddress, 30080), StringComparison.Ordinal);
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(lab.Node, "127.0.0.1", 30080), StringComparison.Ordinal);
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(lab.Node, NetworkLab.NodeAddress, 30080), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task External_traffic_policy_local_keeps_the_clients_address()
    {
        Set(Web("11") with { ExternalTrafficLocal = true });
        Assert.Equal($"b1 {NetworkLab.OutsideAddress}", await NetworkLab.AskAsync(lab.Outside, NetworkLab.NodeAddress, 30080));
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(lab.Node, "127.0.0.1", 30080), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task External_and_load_balancer_addresses_lead_to_the_service()
    {
        Set(Web("11") with
        {
            ExternalIPs = [IPAddress.Parse("10.100.0.1")],
            LoadBalancerIPs = [IPAddress.Parse("10.100.0.2")],
            LoadBalancerSourceRanges = [IPNetwork.Parse("192.168.77.0/24")],
        });
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(lab.Outside, "10.100.0.1", 80), StringComparison.Ordinal);
        Assert.StartsWith("b1 ", await NetworkLab.AskAsync(lab.Outside, "10.100.0.2", 80), StringComparison.Ordinal);
        Assert.Equal("TimedOut", await NetworkLab.AskAsync(client, "10.100.0.2", 80));
    }

    [RootFact]
    public async Task Session_affinity_sticks_until_the_endpoint_goes()
    {
        Set(Web("11", "12") with { AffinityTimeout = TimeSpan.FromHours(3) });
        var chosen = Assert.Single(await ManyAsync(client, "10.96.0.50", 80));
        var other = chosen.StartsWith("b1", StringComparison.Ordinal) ? "12" : "11";
        Set(Web(other) with { AffinityTimeout = TimeSpan.FromHours(3) });
        var next = Assert.Single(await ManyAsync(client, "10.96.0.50", 80));
        Assert.NotEqual(chosen, next);
        // Coming back does not move the client again.
        Set(Web("11", "12") with { AffinityTimeout = TimeSpan.FromHours(3) });
        Assert.Equal(next, Assert.Single(await ManyAsync(client, "10.96.0.50", 80)));
    }

    [RootFact]
    public async Task Endpoints_and_services_come_and_go()
    {
        Set(Web("11"));
        Assert.Equal(["b1 10.244.0.10"], await ManyAsync(client, "10.96.0.50", 80));
        Set(Web("12"));
        Assert.Equal(["b2 10.244.0.10"], await ManyAsync(client, "10.96.0.50", 80));
        Run(ruleset.Apply([new(new("default", "web"), ServiceRules.None)]));
        Assert.Equal("ConnectionRefused", await NetworkLab.AskAsync(client, "10.96.0.50", 80));
        Set(Web("11", "12"));
        Assert.True(nft.Run(BaseTable.Probe).IsSuccess);
        nft.Run("flush ruleset");
        Assert.False(nft.Run(BaseTable.Probe).IsSuccess);
        Run(ruleset.Full());
        Assert.Equal(2, (await ManyAsync(client, "10.96.0.50", 80)).Count);
    }

    [RootFact]
    public async Task Udp_flows_to_the_cluster_address_are_translated()
    {
        Set(Web("11"));
        var socket = lab.OpenUdp(client);
        Assert.Equal("b1", await NetworkLab.AskUdpAsync(socket, "10.96.0.50", 80));
    }

    [RootFact]
    public async Task A_udp_client_that_keeps_its_port_moves_on_when_its_endpoint_goes()
    {
        Set(Web("11"));
        var socket = lab.OpenUdp(client);
        Assert.Equal("b1", await NetworkLab.AskUdpAsync(socket, "10.96.0.50", 80));
        Set(Web("12"));
        Assert.Equal("b1", await NetworkLab.AskUdpAsync(socket, "10.96.0.50", 80));
        var gone = IPAddress.Parse("10.244.0.11");
        using var flows = NetworkNamespace.Run(lab.Node, ConnectionTracking.Open);
        Assert.Equal(0, flows.Forget(f => f.Destination.Port == 81));
        Assert.Equal(1, flows.Forget(f => f.Destination.ToString() == "10.96.0.50:80" && f.Server.Address.Equals(gone)));
        Assert.Equal("b2", await NetworkLab.AskUdpAsync(socket, "10.96.0.50", 80));
    }

    [RootFact]
    public async Task Without_bridge_netfilter_traffic_between_pods_is_masqueraded_and_still_works()
    {
        await using var plain = NetworkLab.Create(bridgeNetfilter: false);
        var from = plain.AddPod("c", "10.244.0.10");
        plain.Serve(plain.AddPod("b1", "10.244.0.11"), "b1", 8080);
        using var its = NetworkNamespace.Run(plain.Node, NftCommand.Open);
        var rules = new Ruleset(Node with { MasqueradePodToPod = true });
        rules.Apply([new(new("default", "web"), ServiceRulesBuilder.Build(Web("11"), rules.Node))]);
        var result = its.Run(rules.Full());
        Assert.True(result.IsSuccess, result.Output);
        Assert.Equal("b1 10.244.0.1", await NetworkLab.AskAsync(from, "10.96.0.50", 80));
    }

    [RootFact]
    public void Every_change_leads_to_what_a_fresh_start_would_make()
    {
        var random = new Random(7);
        for (var step = 0; step < 60; step++)
        {
            var name = new NamespacedName("default", "s" + random.Next(4));
            var service = Web([.. Enumerable.Range(11, 4).Where(_ => random.Next(2) == 0).Select(i => i.ToString())]) with
            {
                Name = name,
                ClusterIPs = [IPAddress.Parse("10.96.1." + name.Name[1..])],
                ExternalIPs = random.Next(2) == 0 ? [] : [IPAddress.Parse("10.100.0.1")],
                AffinityTimeout = random.Next(3) == 0 ? TimeSpan.FromSeconds(100 + random.Next(2)) : null,
                ExternalTrafficLocal = random.Next(2) == 0,
                InternalTrafficLocal = random.Next(2) == 0,
            };
            var rules = random.Next(4) == 0 ? ServiceRules.None : ServiceRulesBuilder.Build(service, Node);
            Run(ruleset.Apply([new(name, rules)]));
        }

        var incremental = List();
        Run(ruleset.Full());
        Assert.Equal(List(), incremental);
    }

    // Kernel lists keep the order of making; sorted lines compare content.
    private string List()
    {
        var listing = nft.Run("list table inet navarch");
        Assert.True(listing.IsSuccess, listing.Output);
        var words = listing.Output.Split(['\n', ',', '{', '}'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', words.Order(StringComparer.Ordinal));
    }

    private void Set(ProxiedService service) => Run(ruleset.Apply([new(service.Name, ServiceRulesBuilder.Build(service, Node))]));

    private void Run(string text)
    {
        var result = text.Length == 0 ? new(true, "") : nft.Run(text);
        Assert.True(result.IsSuccess, result.Output + "\n" + text);
    }

    private static async Task<SortedSet<string>> ManyAsync(string from, string address, int port)
    {
        var answers = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            answers.Add(await NetworkLab.AskAsync(from, address, port));
        }

        return answers;
    }

    private static ProxiedService Web(params string[] lastBytes)
    {
        ValueList<ProxiedEndpoint> endpoints = [.. lastBytes.Select(b => new ProxiedEndpoint(IPAddress.Parse("10.244.0." + b), 8080))];
        return new(new("default", "web"))
        {
            ClusterIPs = [IPAddress.Parse("10.96.0.50")],
            Ports = [new("tcp", 80, 30080, endpoints), new("udp", 80, 0, endpoints)],
        };
    }
}
