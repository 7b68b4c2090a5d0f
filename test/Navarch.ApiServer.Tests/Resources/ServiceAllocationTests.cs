using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

/// <summary>Addresses and node ports of services, held in the store: by the API, and over the same store by a second server.</summary>
public sealed class ServiceAllocationTests : IAsyncLifetime
{
    private const string Addresses = "/apis/networking.k8s.io/v1/ipaddresses";
    private const string Ranges = "/apis/networking.k8s.io/v1/servicecidrs";
    private readonly TestApi api = new() { Options = options => options with { ServiceCidr = "10.5.0.0/28,fd05::/112", FirstNodePort = 30000, LastNodePort = 30019 } };
    private string services = "";

    public async Task InitializeAsync()
    {
        await api.InitializeAsync();
        services = $"/api/v1/namespaces/{await api.NamespaceAsync()}/services";
    }

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task An_address_is_an_object_that_names_its_service_and_goes_with_it()
    {
        var service = await MakeAsync("a", """{"ipFamilyPolicy":"RequireDualStack","ports":[{"port":80}]}""").Expect(HttpStatusCode.Created);
        var given = service["spec"]!["clusterIPs"]!.AsArray().Select(ip => (string)ip!).ToList();
        Assert.Equal(["IPv4", "IPv6"], service["spec"]!["ipFamilies"]!.AsArray().Select(f => (string)f!));
        Assert.Equal(2, given.Count);
        foreach (var address in given)
        {
            var held = await api.Admin.ReadAsync($"{Addresses}/{address}").Expect(HttpStatusCode.OK);
            Assert.Equal("services/a", $"{held["spec"]!["parentRef"]!["resource"]}/{held["spec"]!["parentRef"]!["name"]}");
            Assert.Equal("ipallocator.k8s.io", (string?)held["metadata"]!["labels"]!["ipaddress.kubernetes.io/managed-by"]);
        }

        var single = await api.Admin.PatchAsync($"{services}/a", """{"spec":{"ipFamilyPolicy":"SingleStack"}}""").Expect(HttpStatusCode.OK);
        Assert.Equal([given[0]], single["spec"]!["clusterIPs"]!.AsArray().Select(ip => (string)ip!));
        await api.Admin.ReadAsync($"{Addresses}/{given[1]}").Expect(HttpStatusCode.NotFound);
        await api.Admin.PatchAsync($"{services}/a", """{"spec":{"type":"ExternalName","externalName":"example.org"}}""").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{Addresses}/{given[0]}").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_servers_over_one_store_never_give_the_same()
    {
        await using var other = await ApiServerHost.StartAsync(api.OptionsNow());
        using var second = api.Client("O=system:masters, CN=admin", other.EndPoint.Port);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            (i % 2 == 0 ? api.Admin : second).PostAsync(services, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""")));

        // The range has 14 addresses; the service of the API has one of them.
        var made = answers.Where(a => a.Code == HttpStatusCode.Created).Select(a => a.Body).ToList();
        Assert.Equal(13, made.Count);
        Assert.Equal(13, made.Select(s => (string?)s["spec"]!["clusterIP"]).Distinct().Count());
        Assert.Equal(13, made.Select(s => (int?)s["spec"]!["ports"]![0]!["nodePort"]).Distinct().Count());
        Assert.All(answers.Where(a => a.Code != HttpStatusCode.Created), a => Assert.Equal(
            (HttpStatusCode.InternalServerError, "Internal error occurred: failed to allocate a serviceIP: range is full"), (a.Code, (string?)a.Body["message"])));
    }

    [Fact]
    public async Task A_range_that_is_added_and_ready_gives_addresses()
    {
        for (var i = 0; i < 13; i++)
        {
            await MakeAsync($"s{i}", """{"ports":[{"port":80}]}""").Expect(HttpStatusCode.Created);
        }

        await MakeAsync("more", """{"ports":[{"port":80}]}""").Expect(HttpStatusCode.InternalServerError);
        await api.Admin.PostAsync(Ranges, """{"metadata":{"name":"more"},"spec":{"cidrs":["10.6.0.0/24"]}}""").Expect(HttpStatusCode.Created);
        await MakeAsync("more", """{"ports":[{"port":80}]}""").Expect(HttpStatusCode.InternalServerError);
        await api.Admin.PatchAsync(
            $"{Ranges}/more/status",
            """{"status":{"conditions":[{"type":"Ready","status":"True","reason":"","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""").Expect(HttpStatusCode.OK);
        var more = await MakeAsync("more", """{"ports":[{"port":80}]}""").Expect(HttpStatusCode.Created);
        Assert.StartsWith("10.6.0.", (string?)more["spec"]!["clusterIP"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_given_is_named()
    {
        await MakeAsync("a", """{"clusterIP":"10.5.0.9","type":"NodePort","ports":[{"port":80,"nodePort":30005}]}""").Expect(HttpStatusCode.Created);
        await RefusedAsync("""{"clusterIP":"10.5.0.9","ports":[{"port":80}]}""", """spec.clusterIPs: Invalid value: ["10.5.0.9"]: failed to allocate IP 10.5.0.9: provided IP is already allocated""");
        await RefusedAsync("""{"clusterIP":"10.7.0.9","ports":[{"port":80}]}""", "the provided IP is not in the valid range. The range of valid IPs is 10.5.0.0/28");
        await RefusedAsync("""{"type":"NodePort","ports":[{"port":80,"nodePort":30005}]}""", "spec.ports[0].nodePort: Invalid value: 30005: provided port is already allocated");
        await RefusedAsync(
            """{"type":"NodePort","ports":[{"port":80,"nodePort":31005}]}""",
            "spec.ports[0].nodePort: Invalid value: 31005: provided port is not in the valid range. The range of valid ports is 30000-30019");

        // Nothing of what was refused stays taken: every other address can still be had.
        for (var i = 0; i < 12; i++)
        {
            await MakeAsync($"s{i}", """{"ports":[{"port":80}]}""").Expect(HttpStatusCode.Created);
        }

        async Task RefusedAsync(string spec, string message) =>
            Assert.Contains(message, (string?)(await MakeAsync("b", spec).Expect(HttpStatusCode.UnprocessableEntity))["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_balancer_that_serves_locally_gets_a_port_to_ask_for_health()
    {
        var service = await MakeAsync("lb", """{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"name":"a","port":80},{"name":"b","port":80,"protocol":"UDP"}]}""").Expect(HttpStatusCode.Created);
        var port = (int?)service["spec"]!["healthCheckNodePort"];
        Assert.InRange(port ?? 0, 30000, 30019);
        Assert.DoesNotContain(port, service["spec"]!["ports"]!.AsArray().Select(p => (int?)p!["nodePort"]));
        var cluster = await api.Admin.PatchAsync($"{services}/lb", """{"spec":{"externalTrafficPolicy":"Cluster"}}""").Expect(HttpStatusCode.OK);
        Assert.Null(cluster["spec"]!["healthCheckNodePort"]);
        await MakeAsync("other", $$$"""{"type":"NodePort","ports":[{"port":80,"nodePort":{{{port}}}}]}""").Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_reservation_that_was_lost_is_made_again_at_the_start()
    {
        var service = await MakeAsync("a", """{"ports":[{"port":80}]}""").Expect(HttpStatusCode.Created);
        var address = (string?)service["spec"]!["clusterIP"];
        await api.Admin.RemoveAsync($"{Addresses}/{address}").Expect(HttpStatusCode.OK);
        await api.RestartAsync();
        await api.Admin.ReadAsync($"{Addresses}/{address}").Expect(HttpStatusCode.OK);
    }

    private Task<(HttpStatusCode Code, JsonNode Body)> MakeAsync(string name, string spec) =>
        api.Admin.PostAsync(services, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""");
}
