using System.Net;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Network.Dns;
using Navarch.Network.Proxy;

namespace Navarch.Network.Tests;

public sealed class TranslationTests
{
    private static readonly Service Web = new()
    {
        Metadata = new() { Namespace = "default", Name = "web" },
        Spec = new()
        {
            Type = "LoadBalancer",
            ClusterIP = "10.96.0.50",
            ClusterIPs = ["10.96.0.50"],
            ExternalIPs = ["198.51.100.1"],
            ExternalTrafficPolicy = "Local",
            SessionAffinity = "ClientIP",
            LoadBalancerSourceRanges = ["192.0.2.0/24", "nonsense"],
            Ports = [new() { Name = "http", Protocol = "TCP", Port = 80, NodePort = 30080 }, new() { Name = "dns", Protocol = "UDP", Port = 53 }],
        },
        Status = new() { LoadBalancer = new() { Ingress = [new() { IP = "203.0.113.5" }, new() { IP = "203.0.113.6", IPMode = "Proxy" }, new() { Hostname = "lb.example.com" }] } },
    };

    [Fact]
    public void A_service_becomes_what_the_proxy_needs()
    {
        var slice = Slice("a", new() { Addresses = ["10.244.0.5"], NodeName = "n1" },
            new() { Addresses = ["10.244.1.5"], NodeName = "n2", Conditions = new() { Ready = false, Serving = true, Terminating = true } });
        var again = Slice("b", new Endpoint() { Addresses = ["10.244.0.5"], NodeName = "n1" });
        var translated = ServiceTranslation.Translate(Web, [slice, again], "n1")!;
        Assert.Equal("203.0.113.5", Assert.Single(translated.LoadBalancerIPs).ToString());
        Assert.Equal("192.0.2.0/24", Assert.Single(translated.LoadBalancerSourceRanges).ToString());
        Assert.Equal((true, false, TimeSpan.FromHours(3)), (translated.ExternalTrafficLocal, translated.InternalTrafficLocal, translated.AffinityTimeout));
        Assert.Equal(
            new ProxiedPort("tcp", 80, 30080, [new(IPAddress.Parse("10.244.0.5"), 8080), new(IPAddress.Parse("10.244.1.5"), 8080, Ready: false, ServingWhileTerminating: true, Local: false)]),
            translated.Ports[0]);
        Assert.Equal(("udp", 0), (translated.Ports[1].Protocol, translated.Ports[1].Endpoints.Count));
    }

    [Fact]
    public void Headless_outside_and_otherwise_proxied_services_are_left_alone()
    {
        Assert.Null(ServiceTranslation.Translate(Web with { Spec = Web.Spec with { ClusterIP = "None", ClusterIPs = ["None"] } }, [], "n1"));
        Assert.Null(ServiceTranslation.Translate(Web with { Spec = new() { Type = "ExternalName", ExternalName = "example.com" } }, [], "n1"));
        Assert.Null(ServiceTranslation.Translate(Web with { Metadata = Web.Metadata with { Labels = ValueMap.Of(("service.kubernetes.io/service-proxy-name", "other")) } }, [], "n1"));
    }

    [Fact]
    public void A_headless_service_names_its_ready_endpoints_by_hostname_or_address()
    {
        var headless = Web with { Spec = Web.Spec with { ClusterIP = "None", ClusterIPs = ["None"] } };
        var zone = ZoneTranslation.Translate(headless,
            [Slice("a", new() { Addresses = ["10.244.0.5"], Hostname = "web-0" }, new() { Addresses = ["10.244.0.6"] }, new() { Addresses = ["10.244.0.7"], Conditions = new() { Ready = false } })]);
        Assert.Equal(["web-0", "10-244-0-6"], zone.Endpoints.Select(e => e.Host));
        Assert.Equal(new ZonePort("http", "tcp", 8080), Assert.Single(zone.Endpoints[0].Ports));
    }

    [Fact]
    public void Other_services_name_their_cluster_address_or_their_alias()
    {
        var zone = ZoneTranslation.Translate(Web, []);
        Assert.Equal("10.96.0.50", Assert.Single(zone.ClusterIPs).ToString());
        Assert.Equal([new("http", "tcp", 80), new("dns", "udp", 53)], zone.Ports);
        Assert.Equal("example.com", ZoneTranslation.Translate(Web with { Spec = new() { Type = "ExternalName", ExternalName = "example.com." } }, []).ExternalName);
    }

    private static EndpointSlice Slice(string name, params Endpoint[] endpoints) => new()
    {
        Metadata = new() { Namespace = "default", Name = name },
        AddressType = "IPv4",
        Ports = [new() { Name = "http", Protocol = "TCP", Port = 8080 }],
        Endpoints = [.. endpoints],
    };
}
