using System.Net;
using Navarch.Network.Dns;

namespace Navarch.Network.Tests;

public sealed class ClusterZoneTests
{
    private readonly ClusterZone zone = new("cluster.local", [IPNetwork.Parse("10.96.0.0/12"), IPNetwork.Parse("10.244.0.0/16")]);

    public ClusterZoneTests()
    {
        zone.Set(new(new("default", "web")) { ClusterIPs = [IPAddress.Parse("10.96.0.50"), IPAddress.Parse("fd00::50")], Ports = [new("http", "tcp", 80), new("", "udp", 53)] });
        zone.Set(new(new("db", "pg"))
        {
            Endpoints =
            [
                new(IPAddress.Parse("10.244.0.7"), "pg-0", [new("sql", "tcp", 5432)]),
                new(IPAddress.Parse("10.244.0.8"), "10-244-0-8", [new("sql", "tcp", 5432)]),
            ],
        });
        zone.Set(new(new("db", "empty")));
        zone.Set(new(new("default", "out")) { ExternalName = "example.com" });
        zone.Set(new(new("default", "in")) { ExternalName = "web.default.svc.cluster.local" });
    }

    [Theory]
    // Services with a cluster address.
    [InlineData("web.default.svc.cluster.local", DnsType.A, "10.96.0.50")]
    [InlineData("WEB.Default.svc.Cluster.Local", DnsType.A, "10.96.0.50")]
    [InlineData("web.default.svc.cluster.local", DnsType.AAAA, "fd00::50")]
    [InlineData("web.default.svc.cluster.local", DnsType.MX, "NODATA")]
    [InlineData("_http._tcp.web.default.svc.cluster.local", DnsType.SRV, "0 100 80 web.default.svc.cluster.local")]
    [InlineData("_http._tcp.web.default.svc.cluster.local", DnsType.A, "NODATA")]
    [InlineData("_http._udp.web.default.svc.cluster.local", DnsType.SRV, "NXDOMAIN")]
    [InlineData("_tcp.web.default.svc.cluster.local", DnsType.SRV, "NODATA")]
    [InlineData("x.web.default.svc.cluster.local", DnsType.A, "NXDOMAIN")]
    [InlineData("nope.default.svc.cluster.local", DnsType.A, "NXDOMAIN")]
    // Headless services.
    [InlineData("pg.db.svc.cluster.local", DnsType.A, "10.244.0.7 10.244.0.8")]
    [InlineData("pg-0.pg.db.svc.cluster.local", DnsType.A, "10.244.0.7")]
    [InlineData("pg-0.pg.db.svc.cluster.local", DnsType.AAAA, "NODATA")]
    [InlineData("10-244-0-8.pg.db.svc.cluster.local", DnsType.A, "10.244.0.8")]
    [InlineData("pg-9.pg.db.svc.cluster.local", DnsType.A, "NXDOMAIN")]
    [InlineData("_sql._tcp.pg.db.svc.cluster.local", DnsType.SRV, "0 50 5432 pg-0.pg.db.svc.cluster.local 0 50 5432 10-244-0-8.pg.db.svc.cluster.local")]
    [InlineData("empty.db.svc.cluster.local", DnsType.A, "NODATA")]
    // Aliases.
    [InlineData("out.default.svc.cluster.local", DnsType.A, "example.com → example.com")]
    [InlineData("out.default.svc.cluster.local", DnsType.CNAME, "example.com")]
    // Pods.
    [InlineData("10-244-0-5.default.pod.cluster.local", DnsType.A, "10.244.0.5")]
    [InlineData("fd00--5.default.pod.cluster.local", DnsType.AAAA, "fd00::5")]
    [InlineData("10-244-0-500.default.pod.cluster.local", DnsType.A, "NXDOMAIN")]
    // The tree itself.
    [InlineData("cluster.local", DnsType.A, "NODATA")]
    [InlineData("svc.cluster.local", DnsType.A, "NODATA")]
    [InlineData("default.svc.cluster.local", DnsType.A, "NODATA")]
    [InlineData("nowhere.svc.cluster.local", DnsType.A, "NXDOMAIN")]
    [InlineData("foo.cluster.local", DnsType.A, "NXDOMAIN")]
    [InlineData("dns-version.cluster.local", DnsType.TXT, "1.1.0")]
    // What a search path makes of outside names.
    [InlineData("example.com.default.svc.cluster.local", DnsType.A, "NXDOMAIN")]
    [InlineData("example.com.cluster.local", DnsType.A, "NXDOMAIN")]
    // Others' names.
    [InlineData("example.com", DnsType.A, "elsewhere")]
    [InlineData("notcluster.local", DnsType.A, "elsewhere")]
    // Addresses.
    [InlineData("50.0.96.10.in-addr.arpa", DnsType.PTR, "web.default.svc.cluster.local")]
    [InlineData("7.0.244.10.in-addr.arpa", DnsType.PTR, "pg-0.pg.db.svc.cluster.local")]
    [InlineData("9.0.244.10.in-addr.arpa", DnsType.PTR, "NXDOMAIN")]
    [InlineData("1.1.168.192.in-addr.arpa", DnsType.PTR, "elsewhere")]
    public void Names_resolve(string name, DnsType type, string expected) => Assert.Equal(expected, Ask(name, type));

    [Fact]
    public void A_changed_or_removed_service_takes_its_names_along()
    {
        zone.Set(new(new("default", "web")) { ClusterIPs = [IPAddress.Parse("10.96.0.51")] });
        Assert.Equal("10.96.0.51", Ask("web.default.svc.cluster.local", DnsType.A));
        Assert.Equal("NXDOMAIN", Ask("50.0.96.10.in-addr.arpa", DnsType.PTR));
        zone.Remove(new("default", "web"));
        zone.Remove(new("default", "web"));
        Assert.Equal("NXDOMAIN", Ask("web.default.svc.cluster.local", DnsType.A));
        Assert.Equal("NXDOMAIN", Ask("51.0.96.10.in-addr.arpa", DnsType.PTR));
        Assert.Equal("NODATA", Ask("default.svc.cluster.local", DnsType.A));
        zone.Remove(new("default", "out"));
        zone.Remove(new("default", "in"));
        Assert.Equal("NXDOMAIN", Ask("default.svc.cluster.local", DnsType.A));
    }

    private string Ask(string name, DnsType type)
    {
        if (zone.Resolve(new(name, type), out _) is not { } answer)
        {
            return "elsewhere";
        }

        if (answer.Code == DnsResponseCode.NameError)
        {
            return "NXDOMAIN";
        }

        var data = string.Join(' ', answer.Records.Select(r => Text(r.Data)));
        return (data.Length == 0 ? "NODATA" : data) + (answer.Alias is null ? "" : " → " + answer.Alias);
    }

    private static string Text(DnsData data) => data switch
    {
        DnsAddress a => a.Address.ToString(),
        DnsPointer p => p.Target,
        DnsService s => $"{s.Priority} {s.Weight} {s.Port} {s.Target}",
        DnsText t => t.Text,
        _ => data.ToString(),
    };
}
