using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class RestartTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task What_a_server_gave_out_the_next_one_does_not_give_again()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/services";
        var first = await MakeAsync(path, 0);
        await api.RestartAsync();
        var second = await MakeAsync(path, 20);
        var all = first.Concat(second).ToList();
        Assert.Equal(40, all.Select(s => (string?)s["spec"]!["clusterIP"]).Distinct().Count());
        Assert.Equal(40, all.Select(s => (int?)s["spec"]!["ports"]![0]!["nodePort"]).Distinct().Count());
        await api.Admin.RemoveAsync($"{path}/s0").Expect(HttpStatusCode.OK);
        await api.Admin.PostAsync(path, $$$"""{"metadata":{"name":"again"},"spec":{"clusterIP":"{{{first[0]["spec"]!["clusterIP"]}}}","ports":[{"port":1}]}}""").Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_role_that_lacks_rules_is_completed_unless_it_is_to_be_left_alone()
    {
        const string roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        await api.Admin.PatchAsync($"{roles}/system:discovery", """{"rules":[]}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{roles}/system:monitoring", """{"rules":[],"metadata":{"annotations":{"rbac.authorization.kubernetes.io/autoupdate":"false"}}}""").Expect(HttpStatusCode.OK);
        await api.RestartAsync();
        Assert.NotEmpty((await api.Admin.ReadAsync($"{roles}/system:discovery").Expect(HttpStatusCode.OK))["rules"]!.AsArray());
        Assert.Null((await api.Admin.ReadAsync($"{roles}/system:monitoring").Expect(HttpStatusCode.OK))["rules"] as JsonArray is { Count: > 0 } left ? left : null);
    }

    private async Task<JsonNode[]> MakeAsync(string path, int from) => await Task.WhenAll(Enumerable.Range(from, 20).Select(i => api.Admin.PostAsync(
        path, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""").Expect(HttpStatusCode.Created)));
}
