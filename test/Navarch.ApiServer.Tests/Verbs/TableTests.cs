using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

/// <summary>Tables show a kind alike at each version, and show what is no stored object, too.</summary>
public sealed class TableTests(TestApi api) : IClassFixture<TestApi>
{
    private const string TableType = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [Fact]
    public async Task An_autoscaler_shows_alike_at_both_versions()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers", """
            {"metadata":{"name":"a"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":3,
             "metrics":[{"type":"Pods","pods":{"metric":{"name":"q"},"target":{"type":"AverageValue","averageValue":"10"}}}]}}
            """).Expect(HttpStatusCode.Created);
        var v1 = await TableAsync($"/apis/autoscaling/v1/namespaces/{ns}/horizontalpodautoscalers");
        var v2 = await TableAsync($"/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers/a");
        Assert.Equal(v2["columnDefinitions"]!.ToJsonString(), v1["columnDefinitions"]!.ToJsonString());
        Assert.Equal(["a", "Deployment/d", "<unknown>/10", "1", "3", "0"], Cells(v1).SkipLast(1));
        Assert.Equal(Cells(v2).SkipLast(1), Cells(v1).SkipLast(1));
    }

    [Fact]
    public async Task The_object_in_a_row_is_of_the_version_asked_for()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/events", $$$"""{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","name":"p","namespace":"{{{ns}}}"},"reason":"R","message":"m","type":"Normal","source":{"component":"c"}}""").Expect(HttpStatusCode.Created);
        var table = await TableAsync($"/apis/events.k8s.io/v1/namespaces/{ns}/events?includeObject=Object");
        Assert.Equal("pod/p", Cells(table)[3]);
        Assert.Equal("events.k8s.io/v1", $"{table["rows"]![0]!["object"]!["apiVersion"]}");
        Assert.Equal("m", $"{table["rows"]![0]!["object"]!["note"]}");
    }

    [Theory]
    [InlineData("", "PartialObjectMetadata")]
    [InlineData("?includeObject=Object", "Scale")]
    [InlineData("?includeObject=None", null)]
    public async Task A_scale_shows_as_a_table(string query, string? objectKind)
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/apis/apps/v1/namespaces/{ns}/deployments", """
            {"metadata":{"name":"d"},"spec":{"replicas":4,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """).Expect(HttpStatusCode.Created);
        var table = await TableAsync($"/apis/apps/v1/namespaces/{ns}/deployments/d/scale{query}");
        Assert.Equal(["Name", "Desired", "Available", "Age"], table["columnDefinitions"]!.AsArray().Select(c => $"{c!["name"]}"));
        Assert.Equal(["d", "4", "0"], Cells(table).SkipLast(1));
        Assert.Equal(objectKind, table["rows"]![0]!["object"]?["kind"]?.ToString());
    }

    [Theory]
    [InlineData(TableType, HttpStatusCode.NotAcceptable)]
    [InlineData("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", HttpStatusCode.NotAcceptable)]
    [InlineData(TableType + ",application/json", HttpStatusCode.Created)]
    public async Task A_review_is_never_a_table(string accept, HttpStatusCode code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        {
            Content = new StringContent("""{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""", MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await api.Admin.SendAsync(request);
        Assert.Equal(code, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(code == HttpStatusCode.Created ? "SelfSubjectAccessReview" : "NotAcceptable", $"{answer[code == HttpStatusCode.Created ? "kind" : "reason"]}");
    }

    [Fact]
    public async Task What_cannot_be_told_is_not_done()
    {
        var ns = await api.NamespaceAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/namespaces/{ns}/configmaps")
        {
            Content = new StringContent("""{"metadata":{"name":"m"}}""", MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/xml");
        using var response = await api.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        await api.Admin.ReadAsync($"/api/v1/namespaces/{ns}/configmaps/m").Expect(HttpStatusCode.NotFound);
    }

    private async Task<JsonNode> TableAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { MediaTypeWithQualityHeaderValue.Parse(TableType) } } };
        using var response = await api.Admin.SendAsync(request);
        var table = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Table meta.k8s.io/v1", $"{table["kind"]} {table["apiVersion"]}");
        return table;
    }

    private static List<string> Cells(JsonNode table) => [.. table["rows"]![0]!["cells"]!.AsArray().Select(c => $"{c}")];
}
