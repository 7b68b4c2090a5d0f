using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Network.Dns;

namespace Navarch.Network.Tests;

/// <summary>Questions over real sockets, with a second server of ours playing the world outside.</summary>
public sealed class DnsServerTests : IAsyncLifetime
{
    private readonly ClusterZone outsideZone = new("example.com", []);
    private readonly ClusterZone zone = new("cluster.local", [IPNetwork.Parse("10.96.0.0/12")]);
    private readonly DnsCache cache = new(TimeProvider.System);
    private DnsServer outside = null!;
    private DnsServer server = null!;

    public Task InitializeAsync()
    {
        outsideZone.Set(new(new("a", "www")) { ClusterIPs = [IPAddress.Parse("198.51.100.7")] });
        zone.Set(new(new("default", "web")) { ClusterIPs = [IPAddress.Parse("10.96.0.50")] });
        zone.Set(new(new("default", "out")) { ExternalName = "www.a.svc.example.com" });
        zone.Set(new(new("default", "many")) { Endpoints = [.. Enumerable.Range(1, 200).Select(i => new ZoneEndpoint(IPAddress.Parse($"10.244.0.{i}"), $"h{i}", default))] });
        outside = DnsServer.Start(new(outsideZone, new([], TimeSpan.FromSeconds(1)), new(TimeProvider.System)), IPAddress.Loopback, 0, NullLogger.Instance);
        server = DnsServer.Start(new(zone, new([outside.EndPoint], TimeSpan.FromSeconds(5)), cache), IPAddress.Loopback, 0, NullLogger.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await outside.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_name_is_answered_with_authority(bool tcp)
    {
        var answer = await AskAsync("web.default.svc.cluster.local", DnsType.A, tcp);
        Assert.Equal(DnsResponseCode.NoError, answer.ResponseCode);
        Assert.True(answer.Flags.HasFlag(DnsFlags.Authoritative));
        Assert.Equal(new DnsAddress(IPAddress.Parse("10.96.0.50")), Assert.Single(answer.Answers).Data);
    }

    [Fact]
    public async Task No_carries_the_zones_soa()
    {
        var answer = await AskAsync("nope.default.svc.cluster.local", DnsType.A);
        Assert.Equal(DnsResponseCode.NameError, answer.ResponseCode);
        Assert.Equal(DnsType.SOA, Assert.Single(answer.Authorities).Type);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Other_names_are_asked_for_outside_and_remembered(bool tcp)
    {
        var answer = await AskAsync("WWW.a.svc.example.com", DnsType.A, tcp);
        Assert.Equal(new DnsAddress(IPAddress.Parse("198.51.100.7")), Assert.Single(answer.Answers).Data);
        Assert.Equal(1, cache.Count);
        await outside.DisposeAsync();
        var again = await AskAsync("www.A.svc.example.com", DnsType.A, tcp);
        Assert.Equal("www.A.svc.example.com", again.Questions[0].Name);
        Assert.Equal(new DnsAddress(IPAddress.Parse("198.51.100.7")), Assert.Single(again.Answers).Data);
    }

    [Fact]
    public async Task An_alias_for_an_outside_name_is_followed_to_its_address()
    {
        var answer = await AskAsync("out.default.svc.cluster.local", DnsType.A);
        Assert.Equal([DnsType.CNAME, DnsType.A], answer.Answers.Select(a => a.Type));
        Assert.Equal("www.a.svc.example.com", answer.Answers[1].Name);
    }

    [Fact]
    public async Task Without_any_server_outside_the_answer_is_a_failure_and_not_silence()
    {
        await using var alone = DnsServer.Start(new(zone, new([], TimeSpan.FromSeconds(1)), cache), IPAddress.Loopback, 0, NullLogger.Instance);
        Assert.Equal(DnsResponseCode.ServerFailure, (await AskAsync("example.org", DnsType.A, at: alone)).ResponseCode);
    }

    [Fact]
    public async Task What_does_not_fit_a_packet_is_cut_and_whole_over_tcp()
    {
        var cut = await AskAsync("many.default.svc.cluster.local", DnsType.A);
        Assert.True(cut.Flags.HasFlag(DnsFlags.Truncated));
        var whole = await AskAsync("many.default.svc.cluster.local", DnsType.A, tcp: true);
        Assert.Equal(200, whole.Answers.Count);
    }

    [Fact]
    public async Task A_taken_port_gives_way_to_a_free_one()
    {
        await using var second = DnsServer.Start(new(zone, new([], TimeSpan.FromSeconds(1)), cache), IPAddress.Loopback, server.EndPoint.Port, NullLogger.Instance);
        Assert.NotEqual(server.EndPoint.Port, second.EndPoint.Port);
        Assert.Single((await AskAsync("web.default.svc.cluster.local", DnsType.A, at: second)).Answers);
    }

    [Theory]
    [InlineData(new byte[] { 0, 7, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0 }, DnsResponseCode.FormatError)]
    [InlineData(new byte[] { 0, 7, 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, DnsResponseCode.NotImplemented)]
    public async Task Bad_requests_get_an_error(byte[] bytes, DnsResponseCode code)
    {
        var responder = new DnsResponder(zone, new([], TimeSpan.FromSeconds(1)), cache);
        var answer = await responder.AnswerAsync(bytes, overTcp: false, CancellationToken.None);
        Assert.True(DnsReader.TryRead(answer, out var message));
        Assert.Equal((7, code), (message.Id, message.ResponseCode));
    }

    private async Task<DnsMessage> AskAsync(string name, DnsType type, bool tcp = false, DnsServer? at = null)
    {
        var query = new DnsMessage { Id = 4711, Flags = DnsFlags.RecursionDesired, Questions = [new(name, type)], UdpSize = 1232 };
        var bytes = DnsWriter.Write(query, 512);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var target = (at ?? server).EndPoint;
        using var socket = new Socket(AddressFamily.InterNetwork, tcp ? SocketType.Stream : SocketType.Dgram, tcp ? ProtocolType.Tcp : ProtocolType.Udp);
        await socket.ConnectAsync(target, limit.Token);
        byte[] answer;
        if (tcp)
        {
            await using var stream = new NetworkStream(socket);
            await DnsFraming.WriteAsync(stream, bytes, limit.Token);
            answer = (await DnsFraming.ReadAsync(stream, limit.Token))!;
        }
        else
        {
            var buffer = new byte[4096];
            await socket.SendAsync(bytes, limit.Token);
            answer = buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
        }

        Assert.True(DnsReader.TryRead(answer, out var message));
        Assert.Equal(query.Id, message.Id);
        return message;
    }
}
