using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Admission;

public sealed class QuotaTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task What_goes_over_a_quota_is_refused_in_the_words_of_upstream()
    {
        var ns = await WithQuotaAsync("""{"hard":{"requests.cpu":"1","count/configmaps":"1"}}""");
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod("a", "700m")).Expect(HttpStatusCode.Created);

        var refused = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod("b", "400m")).Expect(HttpStatusCode.Forbidden);

        Assert.Equal(
            """pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=400m, used: requests.cpu=700m, limited: requests.cpu=1""",
            (string?)refused["message"]);
        var open = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod("c", "")).Expect(HttpStatusCode.Forbidden);
        Assert.Equal("""pods "c" is forbidden: failed quota: q: must specify requests.cpu for: main""", (string?)open["message"]);
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps", """{"metadata":{"name":"one"}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps", """{"metadata":{"name":"two"}}""").Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Creations_that_race_each_other_do_not_get_past_a_quota_together()
    {
        var ns = await WithQuotaAsync("""{"hard":{"pods":"5"}}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod($"p{i}", ""))));

        Assert.Equal(5, answers.Count(a => a.Code == HttpStatusCode.Created));
        Assert.Equal(35, answers.Count(a => a.Code == HttpStatusCode.Forbidden));
        await api.Admin.RemoveAsync((string)answers.First(a => a.Code == HttpStatusCode.Created).Body["metadata"]!["name"]! is var gone ? $"/api/v1/namespaces/{ns}/pods/{gone}" : "").Expect(HttpStatusCode.OK);
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod("after", "")).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"hard":{"pods":"0"},"scopes":["BestEffort"]}""", HttpStatusCode.Created)]
    [InlineData("""{"hard":{"pods":"0"},"scopes":["NotBestEffort"]}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"hard":{"pods":"0"},"scopes":["Terminating"]}""", HttpStatusCode.Created)]
    [InlineData("""{"hard":{"pods":"0"},"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["high"]}]}}""", HttpStatusCode.Created)]
    public async Task A_scope_says_which_pods_count(string quota, HttpStatusCode code)
    {
        var ns = await WithQuotaAsync(quota);

        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod("a", "1")).Expect(code);
    }

    private async Task<string> WithQuotaAsync(string spec)
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/resourcequotas", $$$"""{"metadata":{"name":"q"},"spec":{{{spec}}}}""").Expect(HttpStatusCode.Created);
        return ns;
    }

    private static string Pod(string name, string cpu)
    {
        var resources = cpu.Length == 0 ? "{}" : $$$"""{"requests":{"cpu":"{{{cpu}}}"}}""";
        return $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"main","image":"i","resources":{{{resources}}}}]}}""";
    }
}
