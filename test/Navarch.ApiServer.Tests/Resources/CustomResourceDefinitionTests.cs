using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class CustomResourceDefinitionTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    [Fact]
    public async Task Versions_that_were_stored_are_remembered_until_the_status_forgets_them()
    {
        var created = await api.Admin.PostAsync(Definitions, """
            {"metadata":{"name":"boxes.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"boxes","kind":"Box"},"versions":[
            {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}},
            {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """).Expect(HttpStatusCode.Created);
        Assert.Equal(["v1"], Stored(created));
        Assert.Equal(("box", "BoxList"), ((string?)created["spec"]!["names"]!["singular"], (string?)created["spec"]!["names"]!["listKind"]));

        created["spec"]!["versions"]![0]!["storage"] = false;
        created["spec"]!["versions"]![1]!["storage"] = true;
        var changed = await api.Admin.PutAsync($"{Definitions}/boxes.example.com", created.ToJsonString()).Expect(HttpStatusCode.OK);
        Assert.Equal(["v1", "v2"], Stored(changed));
        Assert.Equal(2, (int?)changed["metadata"]!["generation"]);

        var without = changed.DeepClone();
        without["spec"]!["versions"]!.AsArray().RemoveAt(0);
        var refused = await api.Admin.PutAsync($"{Definitions}/boxes.example.com", without.ToJsonString()).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("status.storedVersions[0]", (string?)refused["details"]!["causes"]![0]!["field"]);

        var migrated = await api.Admin.PatchAsync($"{Definitions}/boxes.example.com/status", """{"status":{"storedVersions":["v2"]}}""").Expect(HttpStatusCode.OK);
        without["metadata"]!["resourceVersion"] = (string?)migrated["metadata"]!["resourceVersion"];
        Assert.Equal(["v2"], Stored(await api.Admin.PutAsync($"{Definitions}/boxes.example.com", without.ToJsonString()).Expect(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_schema_that_is_not_structural_is_refused_with_all_its_faults()
    {
        var refused = await api.Admin.PostAsync(Definitions, """
            {"metadata":{"name":"bad.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"bad","kind":"Bad"},"versions":[
            {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"properties":{"spec":{"type":"array"}}}}}]}}
            """).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            ["spec.validation.openAPIV3Schema.type", "spec.validation.openAPIV3Schema.properties[spec].items"],
            refused["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]));
    }

    private static IEnumerable<string?> Stored(JsonNode definition) => definition["status"]!["storedVersions"]!.AsArray().Select(v => (string?)v);
}
