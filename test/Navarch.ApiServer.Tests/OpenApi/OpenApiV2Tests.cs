using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>The API describes itself in OpenAPI version 2 as Kubernetes does: types, paths, operations.</summary>
public sealed class OpenApiV2Tests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Types_are_described_as_the_table_says() =>
        Differences.AssertNone(OpenApiTable.Differences(OpenApiTable.Definitions, OpenApiSummary.Definitions(await DocumentAsync())));

    [Fact]
    public async Task Paths_are_described_as_the_table_says() =>
        Differences.AssertNone(OpenApiTable.Differences(OpenApiTable.Paths, OpenApiSummary.Paths(await DocumentAsync(), OpenApiTable.Sets)));

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();
        var missing = References(document).Distinct().Where(r => document[r.Split('/')[1]]![r.Split('/')[2]] is null);
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own()
    {
        var names = (await DocumentAsync())["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Where(o => o.Key != "parameters").Select(o => $"{o.Value!["operationId"]}").ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private async Task<JsonNode> DocumentAsync() => await api.Admin.ReadAsync("/openapi/v2").Expect(HttpStatusCode.OK);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p is { Key: "$ref", Value: JsonValue v } ? [$"{v}"] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
