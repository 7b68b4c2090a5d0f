using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Network.Dns;
using Navarch.Network.PodNetwork;

namespace Navarch.Network.Tests;

/// <summary>From objects in the API to packets and answers, on a node of the test's own.</summary>
public sealed class ClusterNetworkTests
{
    [RootFact]
    public async Task Services_of_the_api_are_reachable_by_address_and_by_name()
    {
        await using var lab = NetworkLab.Create();
        var client = lab.AddPod("c", "10.244.0.10");
        lab.Serve(lab.AddPod("b1", "10.244.0.11"), "b1", 8080);
        lab.Serve(lab.AddPod("b2", "10.244.0.12"), "b2", 8080);
        var api = new MemoryApi();
        await api.CreateAsync(Web());
        await using var caches = new Caches(api, TimeProvider.System, NullLoggerFactory.Instance);
        var options = new ClusterNetworkOptions
        {
            NodeName = "n1",
            ClusterPodRange = IPNetwork.Parse("10.244.0.0/16"),
            ServiceRange = IPNetwork.Parse("10.96.0.0/12"),
            Upstreams = [],
        };
        var node = new NodeNetworkState(IPAddress.Parse(NetworkLab.NodeAddress), IPAddress.Parse("10.244.0.1"), BridgeNetfilter: true, null);
        await using var network = NetworkNamespace.Run(lab.Node, () => ClusterNetwork.Start(node, options, caches, TimeProvider.System, NullLoggerFactory.Instance));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await network.PublishAsync(api, limit.Token);
        // A second start finds everything in place.
        Assert.True((await network.Dns.EnsureServiceAsync(api, limit.Token)).IsSuccess);

        Assert.Equal("ConnectionRefused", await NetworkLab.AskAsync(client, "10.96.0.50", 80));
        await api.CreateAsync(Slice("10.244.0.11"), limit.Token);
        await EventuallyAsync("b1 10.244.0.10", () => NetworkLab.AskAsync(client, "10.96.0.50", 80));
        await EventuallyAsync("10.96.0.50", () => ResolveAsync(lab, client, "web.default.svc.cluster.local"));

        // A UDP client that keeps its port follows its service to the new endpoint.
        var datagrams = lab.OpenUdp(client);
        await EventuallyAsync("b1", () => NetworkLab.AskUdpAsync(datagrams, "10.96.0.50", 80));
        await api.UpdateAsync(Slice("10.244.0.12"), limit.Token);
        await EventuallyAsync("b2", () => NetworkLab.AskUdpAsync(datagrams, "10.96.0.50", 80));

        await api.DeleteAsync<Service>(new("default", "web"), cancellationToken: limit.Token);
        await EventuallyAsync("ConnectionRefused", () => NetworkLab.AskAsync(client, "10.96.0.50", 80));
        await EventuallyAsync("NameError", () => ResolveAsync(lab, client, "web.default.svc.cluster.local"));
        Assert.Equal("ServerFailure", await ResolveAsync(lab, client, "example.com"));
    }

    private static async Task EventuallyAsync(string expected, Func<Task<string>> ask)
    {
        var last = "";
        for (var i = 0; i < 100 && last != expected; i++)
        {
            last = await ask();
            await Task.Delay(last == expected ? 0 : 50);
        }

        Assert.Equal(expected, last);
    }

    // Asks as a pod does: at the cluster address of DNS.
    private static async Task<string> ResolveAsync(NetworkLab lab, string from, string name)
    {
        var socket = lab.OpenUdp(from);
        var query = DnsWriter.Write(new() { Id = 1, Flags = DnsFlags.RecursionDesired, Questions = [new(name, DnsType.A)] }, 512);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var buffer = new byte[512];
        try
        {
            await socket.SendToAsync(query, SocketFlags.None, new IPEndPoint(IPAddress.Parse("10.96.0.10"), 53), limit.Token);
            var count = await socket.ReceiveAsync(buffer, limit.Token);
            Assert.True(DnsReader.TryRead(buffer.AsSpan(0, count), out var answer));
            return answer.Answers.IsEmpty ? answer.ResponseCode.ToString() : ((DnsAddress)answer.Answers[0].Data).Address.ToString();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return e.GetType().Name;
        }
    }

    private static Service Web() => new()
    {
        Metadata = new() { Namespace = "default", Name = "web" },
        Spec = new()
        {
            ClusterIP = "10.96.0.50",
            Ports = [new() { Name = "http", Protocol = "TCP", Port = 80 }, new() { Name = "udp", Protocol = "UDP", Port = 80 }],
        },
    };

    private static EndpointSlice Slice(string address) => new()
    {
        Metadata = new() { Namespace = "default", Name = "web-1", Labels = ValueMap.Of((ServiceFeed.ServiceNameLabel, "web")) },
        AddressType = "IPv4",
        Ports = [new() { Name = "http", Protocol = "TCP", Port = 8080 }, new() { Name = "udp", Protocol = "UDP", Port = 8080 }],
        Endpoints = [new() { Addresses = [address], NodeName = "n1" }],
    };
}
