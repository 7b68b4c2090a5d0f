using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class ApplyTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Apply = "application/apply-patch+yaml";

    [Fact]
    public async Task Applying_makes_the_object_and_notes_who_owns_what()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps/x";
        var made = await ApplyAsync(path, "one", """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"}}""", HttpStatusCode.Created);
        var owner = Assert.Single(made["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal(("one", "Apply", "v1", "FieldsV1"), ((string?)owner["manager"], (string?)owner["operation"], (string?)owner["apiVersion"], (string?)owner["fieldsType"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"f:data":{"f:a":{}}}"""), owner["fieldsV1"]), owner.ToJsonString());
    }

    [Fact]
    public async Task What_the_applier_no_longer_wants_goes_and_what_others_set_stays()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps/x";
        await ApplyAsync(path, "one", """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1","b":"2"}}""", HttpStatusCode.Created);
        await ApplyAsync(path, "two", """{"apiVersion":"v1","kind":"ConfigMap","data":{"b":"2","c":"3"}}""", HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{path}?fieldManager=hand", """{"data":{"d":"4"}}""").Expect(HttpStatusCode.OK);
        var now = await ApplyAsync(path, "one", """{"apiVersion":"v1","kind":"ConfigMap","data":{}}""", HttpStatusCode.OK);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"b":"2","c":"3","d":"4"}"""), now["data"]), now.ToJsonString());
    }

    [Fact]
    public async Task A_field_of_another_value_that_another_owns_is_a_conflict_unless_forced()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps/x";
        await ApplyAsync(path, "one", """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"}}""", HttpStatusCode.Created);
        var refused = await ApplyAsync(path, "two", """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"2"}}""", HttpStatusCode.Conflict);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .data.a", (string?)refused["message"]);
        Assert.Equal("FieldManagerConflict", (string?)refused["details"]!["causes"]![0]!["reason"]);

        var forced = await ApplyAsync(path, "two&force=true", """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"2"}}""", HttpStatusCode.OK);
        Assert.Equal("2", (string?)forced["data"]!["a"]);
        Assert.Equal(["two"], forced["metadata"]!["managedFields"]!.AsArray().Select(m => (string?)m!["manager"]));
    }

    [Fact]
    public async Task Items_of_lists_are_owned_by_their_keys()
    {
        var path = $"/apis/apps/v1/namespaces/{await api.NamespaceAsync()}/deployments/d";
        await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"1"}"""), HttpStatusCode.Created);
        await ApplyAsync(path, "two", """
            {"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[{"name":"a","env":[{"name":"E","value":"v"}]},{"name":"b","image":"2"}]}}}}
            """, HttpStatusCode.OK);
        var now = await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"3"}"""), HttpStatusCode.OK);
        var containers = now["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["a:3", "b:2"], containers.Select(c => $"{c!["name"]}:{c["image"]}"));
        Assert.Equal("E", (string?)containers[0]!["env"]![0]!["name"]);

        now = await ApplyAsync(path, "two", """{"apiVersion":"apps/v1","kind":"Deployment"}""", HttpStatusCode.OK);
        var left = Assert.Single(now["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!;
        Assert.Null(left["env"]);
    }

    [Fact]
    public async Task Whoever_changes_a_field_owns_it()
    {
        var path = $"/apis/apps/v1/namespaces/{await api.NamespaceAsync()}/deployments/d";
        await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"1"}""", "\"replicas\":1,"), HttpStatusCode.Created);
        await api.Admin.PatchAsync($"{path}?fieldManager=scaler", """{"spec":{"replicas":5}}""").Expect(HttpStatusCode.OK);
        var refused = await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"1"}""", "\"replicas\":1,"), HttpStatusCode.Conflict);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"scaler\" using apps/v1: .spec.replicas", (string?)refused["message"]);
        var now = await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"2"}"""), HttpStatusCode.OK);
        Assert.Equal(5, (int?)now["spec"]!["replicas"]);
    }

    [Fact]
    public async Task Applying_the_same_again_writes_nothing()
    {
        var path = $"/apis/apps/v1/namespaces/{await api.NamespaceAsync()}/deployments/d";
        var first = await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"1"}"""), HttpStatusCode.Created);
        var second = await ApplyAsync(path, "one", Deployment("""{"name":"a","image":"1"}"""), HttpStatusCode.OK);
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Applying_needs_a_manager()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps/x";
        var refused = await api.Admin.PatchAsync(path, """{"apiVersion":"v1","kind":"ConfigMap"}""", Apply).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch", (string?)refused["message"]);
    }

    private static string Deployment(string container, string more = "") => $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{{{{more}}}"selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{{{container}}}]} } } }
        """;

    private Task<JsonNode> ApplyAsync(string path, string manager, string document, HttpStatusCode code) =>
        api.Admin.PatchAsync($"{path}?fieldManager={manager}", document, Apply).Expect(code);
}
