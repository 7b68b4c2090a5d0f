using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>The API describes itself in OpenAPI version 3, a document a group version, each under its hash.</summary>
public sealed class OpenApiV3Tests(TestApi api) : IClassFixture<TestApi>
{
    private const string Schemas = "#/components/schemas/";

    [Fact]
    public async Task Types_are_described_as_the_table_says()
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in await IndexAsync())
        {
            var document = await api.Admin.ReadAsync(path.Value).Expect(HttpStatusCode.OK);
            foreach (var (name, line) in OpenApiSummary.Definitions(new JsonObject { ["definitions"] = document["components"]!["schemas"]!.DeepClone() }))
            {
                told[name] = line;
            }
        }

        // Version 3 can say that these are one of two types.
        const string machinery = "io.k8s.apimachinery.pkg.";
        var wanted = new Dictionary<string, string>(OpenApiTable.Definitions, StringComparer.Ordinal)
        {
            [machinery + "api.resource.Quantity"] = machinery + "api.resource.Quantity\tany",
            [machinery + "util.intstr.IntOrString"] = machinery + "util.intstr.IntOrString\t(int-or-string)",
        };
        Differences.AssertNone(OpenApiTable.Differences(wanted, told));
    }

    [Fact]
    public async Task Operations_are_those_of_the_table()
    {
        var told = new List<string>();
        foreach (var path in await IndexAsync())
        {
            var document = await api.Admin.ReadAsync(path.Value).Expect(HttpStatusCode.OK);
            told.AddRange(document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Where(o => o.Key != "parameters").Select(o => $"{p.Key} {o.Key} {o.Value!["operationId"]}")));
        }

        var wanted = OpenApiTable.Paths.Where(p => p.Value.StartsWith('\t')).Select(p => $"{p.Key} {p.Value.Split('\t')[2]}");
        Assert.Equal(wanted.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_reference_stays_in_its_document()
    {
        foreach (var path in await IndexAsync())
        {
            var document = await api.Admin.ReadAsync(path.Value).Expect(HttpStatusCode.OK);
            Assert.All(References(document).Distinct(), r => Assert.True(r.StartsWith(Schemas, StringComparison.Ordinal) && document["components"]!["schemas"]![r[Schemas.Length..]] is not null, r));
        }
    }

    [Theory]
    [InlineData("io.k8s.api.core.v1.ContainerPort", "protocol", """{"type":"string","default":"TCP","enum":["SCTP","TCP","UDP"]}""")]
    [InlineData("io.k8s.api.core.v1.ContainerPort", "containerPort", """{"type":"integer","format":"int32","default":0}""")]
    [InlineData("io.k8s.api.core.v1.Pod", "spec", """{"allOf":[{"$ref":"#/components/schemas/io.k8s.api.core.v1.PodSpec"}],"default":{}}""")]
    [InlineData("io.k8s.api.core.v1.Container", "args", """{"type":"array","items":{"type":"string","default":""},"x-kubernetes-list-type":"atomic"}""")]
    [InlineData("io.k8s.api.core.v1.ResourceRequirements", "limits", """{"type":"object","additionalProperties":{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity"}}""")]
    public async Task Fields_tell_their_defaults_and_values(string type, string field, string wanted)
    {
        var document = await api.Admin.ReadAsync("/openapi/v3/api/v1").Expect(HttpStatusCode.OK);
        var schema = document["components"]!["schemas"]![type]!["properties"]![field]!.AsObject();
        schema.Remove("description");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(wanted), schema), schema.ToJsonString());
    }

    [Fact]
    public async Task What_is_asked_for_by_its_hash_may_be_kept_for_a_year()
    {
        using var byHash = await api.Admin.GetAsync((await IndexAsync())["apis/apps/v1"]);
        Assert.Equal("public, immutable", byHash.Headers.CacheControl?.ToString());
        Assert.True(byHash.Content.Headers.Expires > byHash.Headers.Date!.Value.AddDays(360));
        using var plain = await api.Admin.GetAsync("/openapi/v3/apis/apps/v1");
        Assert.Null(plain.Headers.CacheControl);
        Assert.Equal(byHash.Headers.ETag, plain.Headers.ETag);
    }

    [Fact]
    public async Task A_hash_of_the_past_leads_to_the_present()
    {
        // The client follows the redirection.
        using var response = await api.Admin.GetAsync("/openapi/v3/apis/apps/v1?hash=0123");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((await IndexAsync())["apis/apps/v1"], response.RequestMessage!.RequestUri!.PathAndQuery);
    }

    [Fact]
    public async Task A_group_version_that_is_not_there_has_no_document() =>
        Assert.Equal(HttpStatusCode.NotFound, (await api.Admin.GetAsync("/openapi/v3/apis/example.com/v1")).StatusCode);

    private async Task<Dictionary<string, string>> IndexAsync() =>
        (await api.Admin.ReadAsync("/openapi/v3").Expect(HttpStatusCode.OK))["paths"]!.AsObject().ToDictionary(p => p.Key, p => $"{p.Value!["serverRelativeURL"]}");

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p is { Key: "$ref", Value: JsonValue v } ? [$"{v}"] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
