using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Discovery;

/// <summary>Clients are told of every stable resource of Kubernetes, under its names and with its verbs.</summary>
public sealed class DiscoveryTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact]
    public async Task Plain_discovery_tells_of_every_resource()
    {
        var told = new List<DiscoveredResource>();
        foreach (var groupVersion in await PlainGroupVersionsAsync())
        {
            var list = await api.Admin.ReadAsync(groupVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{groupVersion}" : $"/api/{groupVersion}").Expect(HttpStatusCode.OK);
            Assert.Equal("APIResourceList v1", $"{list["kind"]} {list["apiVersion"]}");
            Assert.Equal(groupVersion, $"{list["groupVersion"]}");
            told.AddRange(list["resources"]!.AsArray().Select(r => new DiscoveredResource(
                groupVersion, Text(r, "name"), PlainKind(r!), (bool)r!["namespaced"]! ? "Namespaced" : "Cluster", Text(r, "singularName"), Words(r, "shortNames"), Words(r, "categories"), Words(r, "verbs"))));
        }

        Differences.AssertNone(DiscoveryTable.Differences(told));
    }

    [Fact]
    public async Task Aggregated_discovery_tells_of_every_resource()
    {
        var told = new List<DiscoveredResource>();
        foreach (var (groupVersion, version) in await AggregatedVersionsAsync())
        {
            Assert.Equal("Current", Text(version, "freshness"));
            foreach (var resource in version["resources"]!.AsArray())
            {
                var scope = Text(resource, "scope");
                told.Add(new(groupVersion, Text(resource, "resource"), ResponseKind(resource!), scope, Text(resource, "singularResource"), Words(resource, "shortNames"), Words(resource, "categories"), Words(resource, "verbs")));
                told.AddRange((resource!["subresources"]?.AsArray() ?? []).Select(s => new DiscoveredResource(
                    groupVersion, $"{Text(resource, "resource")}/{Text(s, "subresource")}", ResponseKind(s!), scope, "", "", "", Words(s, "verbs"))));
            }
        }

        Differences.AssertNone(DiscoveryTable.Differences(told));
    }

    [Fact]
    public async Task Groups_and_versions_stand_in_the_order_in_which_clients_prefer_them()
    {
        var wanted = DiscoveryTable.Rows.Select(r => r.GroupVersion).Distinct().ToList();
        Assert.Equal(wanted, await PlainGroupVersionsAsync());
        Assert.Equal(wanted, (await AggregatedVersionsAsync()).Select(v => v.GroupVersion));
    }

    [Fact]
    public async Task A_group_tells_of_its_versions_and_the_preferred_one()
    {
        var list = await api.Admin.ReadAsync("/apis").Expect(HttpStatusCode.OK);
        foreach (var group in list["groups"]!.AsArray().Select(g => g!))
        {
            var first = DiscoveryTable.Rows.First(r => r.GroupVersion.StartsWith($"{group["name"]}/", StringComparison.Ordinal)).GroupVersion;
            Assert.Equal(first, $"{group["preferredVersion"]!["groupVersion"]}");
            var alone = await api.Admin.ReadAsync($"/apis/{group["name"]}").Expect(HttpStatusCode.OK);
            Assert.Equal("APIGroup v1", $"{alone["kind"]} {alone["apiVersion"]}");
            Assert.Equal(group["versions"]!.ToJsonString(), alone["versions"]!.ToJsonString());
            Assert.Equal(group["preferredVersion"]!.ToJsonString(), alone["preferredVersion"]!.ToJsonString());
        }
    }

    [Theory]
    [InlineData("/api/v1", "pods", "xPOwRZ+Yhw8=")]
    [InlineData("/api/v1", "events", "r2yiGXH7wu8=")]
    [InlineData("/apis/events.k8s.io/v1", "events", "r2yiGXH7wu8=")]
    [InlineData("/apis/autoscaling/v1", "horizontalpodautoscalers", "qwQve8ut294=")]
    [InlineData("/api/v1", "componentstatuses", "")]
    public async Task A_stored_resource_tells_by_a_hash_at_which_version_it_is_stored(string path, string resource, string hash)
    {
        var list = await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.Equal(hash, Text(list["resources"]!.AsArray().Single(r => Text(r, "name") == resource), "storageVersionHash"));
    }

    [Fact]
    public async Task Aggregated_discovery_is_not_sent_twice_to_a_client_that_has_it()
    {
        using var first = await AskAsync("/apis", Aggregated);
        Assert.Equal(Aggregated, first.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis") { Headers = { { "Accept", Aggregated }, { "If-None-Match", first.Headers.ETag!.Tag } } };
        using var second = await api.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    private async Task<List<string>> PlainGroupVersionsAsync()
    {
        var core = await api.Admin.ReadAsync("/api").Expect(HttpStatusCode.OK);
        Assert.Equal("APIVersions", Text(core, "kind"));
        var groups = await api.Admin.ReadAsync("/apis").Expect(HttpStatusCode.OK);
        Assert.Equal("APIGroupList v1", $"{groups["kind"]} {groups["apiVersion"]}");
        return
        [
            .. core["versions"]!.AsArray().Select(v => $"{v}"),
            .. groups["groups"]!.AsArray().SelectMany(g => g!["versions"]!.AsArray()).Select(v => Text(v, "groupVersion")),
        ];
    }

    private async Task<List<(string GroupVersion, JsonNode Version)>> AggregatedVersionsAsync()
    {
        var all = new List<(string, JsonNode)>();
        foreach (var path in (string[])["/api", "/apis"])
        {
            using var response = await AskAsync(path, Aggregated);
            var list = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal("APIGroupDiscoveryList apidiscovery.k8s.io/v2", $"{list["kind"]} {list["apiVersion"]}");
            foreach (var group in list["items"]!.AsArray())
            {
                var name = Text(group!["metadata"], "name");
                all.AddRange(group["versions"]!.AsArray().Select(v => (name.Length > 0 ? $"{name}/{v!["version"]}" : $"{v!["version"]}", v)));
            }
        }

        return all;
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
        return await api.Admin.SendAsync(request);
    }

    private static string PlainKind(JsonNode resource) =>
        Text(resource, "version") is { Length: > 0 } version ? $"{resource["group"]}/{version}/{resource["kind"]}" : Text(resource, "kind");

    private static string ResponseKind(JsonNode resource)
    {
        var kind = resource["responseKind"]!;
        return Text(kind, "version").Length == 0 ? Text(kind, "kind") : $"{kind["group"]}/{kind["version"]}/{kind["kind"]}";
    }

    private static string Text(JsonNode? node, string name) => node?[name]?.ToString() ?? "";

    private static string Words(JsonNode? node, string name) => string.Join(',', node?[name]?.AsArray().Select(v => $"{v}") ?? []);
}
