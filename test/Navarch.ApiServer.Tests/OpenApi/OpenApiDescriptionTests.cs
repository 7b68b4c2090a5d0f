using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>Whatever a client can ask about has words: every type, property, operation and parameter that OpenAPI tells of.</summary>
public sealed class OpenApiDescriptionTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Types_and_their_properties_have_descriptions()
    {
        var definitions = (await DocumentAsync())["definitions"]!.AsObject();
        Assert.NotNull(definitions["io.k8s.api.core.v1.Pod"]?["properties"]?["spec"]?["description"]);
        Differences.AssertNone(definitions.SelectMany(d => Properties(d.Value!).Select(p => ($"{d.Key}.{p.Key}", p.Value)).Prepend((d.Key, d.Value)))
            .Where(d => !IsDescribed(d.Item2)).Select(d => d.Item1));
    }

    [Fact]
    public async Task Operations_and_their_parameters_have_descriptions()
    {
        var document = await DocumentAsync();
        var items = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(i => (Name: $"{p.Key} {i.Key}", Value: i.Value!))).ToList();
        var operations = items.Where(i => i.Value is JsonObject).ToList();
        Assert.NotEmpty(operations);
        var parameters = items.SelectMany(i => (i.Value as JsonArray ?? i.Value["parameters"] as JsonArray ?? []).Select(p => (i.Name, Value: p!)))
            .Concat((document["parameters"]?.AsObject() ?? []).Select(p => (Name: p.Key, Value: p.Value!)))
            .Where(p => p.Value["$ref"] is null && $"{p.Value["in"]}" != "body").ToList(); // a body is described by its type
        Assert.NotEmpty(parameters);
        Differences.AssertNone(operations.Where(o => !IsDescribed(o.Value)).Select(o => o.Name));
        Differences.AssertNone(parameters.Where(p => !IsDescribed(p.Value)).Select(p => $"{p.Name}: {p.Value["name"]}"));
    }

    private async Task<JsonNode> DocumentAsync() => await api.Admin.ReadAsync("/openapi/v2").Expect(HttpStatusCode.OK);

    private static JsonObject Properties(JsonNode definition) => definition["properties"]?.AsObject() ?? [];

    private static bool IsDescribed(JsonNode? node) => $"{node?["description"]}".Length > 0;
}
