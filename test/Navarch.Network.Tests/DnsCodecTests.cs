using System.Net;
using Navarch.Network.Dns;

namespace Navarch.Network.Tests;

public sealed class DnsCodecTests
{
    private static readonly DnsMessage Everything = new()
    {
        Id = 0xBEEF,
        Flags = DnsFlags.Response | DnsFlags.Authoritative | DnsFlags.RecursionDesired | DnsFlags.RecursionAvailable,
        ResponseCode = DnsResponseCode.NameError,
        Questions = [new("_http._tcp.web.default.svc.cluster.local", DnsType.SRV)],
        Answers =
        [
            new("web.default.svc.cluster.local", DnsType.A, 5, new DnsAddress(IPAddress.Parse("10.96.0.50"))),
            new("web.default.svc.cluster.local", DnsType.AAAA, 5, new DnsAddress(IPAddress.Parse("fd00::50"))),
            new("_http._tcp.web.default.svc.cluster.local", DnsType.SRV, 5, new DnsService(0, 100, 80, "web.default.svc.cluster.local")),
            new("alias.default.svc.cluster.local", DnsType.CNAME, 5, new DnsPointer("example.com")),
            new("dns-version.cluster.local", DnsType.TXT, 5, new DnsText("1.1.0")),
            new("odd\\032label\\046.local", DnsType.PTR, 5, new DnsPointer("cluster.local")),
        ],
        Authorities = [new("cluster.local", DnsType.SOA, 5, new DnsAuthority("ns.dns.cluster.local", "hostmaster.cluster.local", 1, 2, 3, 4, 5))],
        Additionals = [new("web.default.svc.cluster.local", (DnsType)99, 5, new DnsOpaque(new([1, 2, 3])))],
        UdpSize = 1232,
        DnssecOk = true,
    };

    [Fact]
    public void What_is_written_is_read_back()
    {
        var bytes = DnsWriter.Write(Everything, 4096);
        Assert.True(DnsReader.TryRead(bytes, out var read));
        Assert.Equal(Everything, read);
        Assert.Equal(8, DnsReader.TtlPositions(bytes)!.Count);
    }

    [Fact]
    public void Names_are_compressed()
    {
        var reply = new DnsMessage
        {
            Questions = [new("a.example.com", DnsType.A)],
            Answers = [new("A.Example.com", DnsType.A, 5, new DnsAddress(IPAddress.Loopback))],
        };
        // Header, question, and an answer whose name is two bytes.
        Assert.Equal(12 + 15 + 4 + 2 + 10 + 4, DnsWriter.Write(reply, 512).Length);
    }

    [Fact]
    public void What_does_not_fit_loses_additional_records_first_and_then_says_it_is_cut()
    {
        var full = DnsWriter.Write(Everything, 4096).Length;
        Assert.True(DnsReader.TryRead(DnsWriter.Write(Everything, full - 1), out var slim));
        Assert.Equal((6, 0, false), (slim.Answers.Count, slim.Additionals.Count, slim.Flags.HasFlag(DnsFlags.Truncated)));
        Assert.True(DnsReader.TryRead(DnsWriter.Write(Everything, 100), out var cut));
        Assert.Equal((0, 1, true), (cut.Answers.Count, cut.Questions.Count, cut.Flags.HasFlag(DnsFlags.Truncated)));
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_is_read_or_refused_but_never_breaks_the_reader()
    {
        var good = DnsWriter.Write(Everything, 4096);
        for (var length = 0; length < good.Length; length++)
        {
            Assert.False(DnsReader.TryRead(good.AsSpan(0, length), out _));
        }

        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bad = (byte[])good.Clone();
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
            _ = DnsReader.TryRead(bad, out var _);
            _ = DnsReader.TtlPositions(bad);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x0C }, "a pointer to itself")]
    [InlineData(new byte[] { 0xC0, 0xFF }, "a pointer past the end")]
    [InlineData(new byte[] { 0x80, 0x00 }, "a reserved label type")]
    [InlineData(new byte[] { 0x3F, (byte)'a' }, "a label longer than the message")]
    public void Crooked_names_are_refused(byte[] name, string what)
    {
        byte[] message = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 1, 0, 1];
        Assert.False(DnsReader.TryRead(message, out _), what);
    }

    [Theory]
    [InlineData("50.0.96.10.in-addr.arpa", "10.96.0.50")]
    [InlineData("0.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", "fd00::50")]
    [InlineData("0.96.10.in-addr.arpa", null)]
    [InlineData("example.com", null)]
    [InlineData("x.0.96.10.in-addr.arpa", null)]
    public void Reverse_names_stand_for_addresses(string name, string? address) =>
        Assert.Equal(address, ReverseNames.TryParse(name, out var parsed) ? parsed.ToString() : null);

    [Fact]
    public void Name_servers_come_from_resolv_conf_or_from_behind_a_local_stub()
    {
        var directory = Directory.CreateTempSubdirectory("navarch-dns");
        var path = Path.Combine(directory.FullName, "resolv.conf");
        var stub = Path.Combine(directory.FullName, "stub.conf");
        File.WriteAllText(path, "# nameserver 1.1.1.1\nsearch a b\nnameserver\t10.0.0.1 \nnameserver fd00::1\nnameserver 10.244.0.1\n");
        Assert.Equal(["10.0.0.1:53", "[fd00::1]:53"], ResolverConfiguration.Upstreams([IPAddress.Parse("10.244.0.1")], path, stub).Select(u => u.ToString()));
        File.WriteAllText(path, "nameserver 127.0.0.53\n");
        File.WriteAllText(stub, "nameserver 10.0.0.2\n");
        Assert.Equal(["10.0.0.2:53"], ResolverConfiguration.Upstreams([], path, stub).Select(u => u.ToString()));
        Assert.Empty(ResolverConfiguration.Upstreams([], path + "x", stub + "x"));
        directory.Delete(recursive: true);
    }
}
