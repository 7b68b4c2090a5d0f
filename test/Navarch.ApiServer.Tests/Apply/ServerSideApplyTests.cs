using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Apply;

public sealed class ServerSideApplyTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Yaml = "application/apply-patch+yaml";

    [Fact]
    public async Task Applying_creates_then_changes_nothing_when_applied_again()
    {
        var path = await PathAsync("configmaps/c");
        var made = await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"1"},"metadata":{"labels":{"l":"1"}}}""", HttpStatusCode.Created);
        var again = await ApplyAsync(path, "a", "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: \"1\"\nmetadata:\n  labels: {l: \"1\"}\n");
        Assert.Equal((string?)made["metadata"]!["resourceVersion"], (string?)again["metadata"]!["resourceVersion"]);
        Assert.Equal("""{"f:data":{"f:x":{}},"f:metadata":{"f:labels":{"f:l":{}}}}""", Owned(again, "a Apply v1 "));
    }

    [Fact]
    public async Task Fields_applied_no_more_go_away_unless_somebody_else_owns_them()
    {
        var path = await PathAsync("configmaps/c");
        await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"mine":"1","shared":"1","kept":"1"}}""", HttpStatusCode.Created);
        await ApplyAsync(path, "b", """{"apiVersion":"v1","kind":"ConfigMap","data":{"shared":"1"}}""");
        await api.Admin.PatchAsync(path, """{"data":{"other":"1"}}""").Expect(HttpStatusCode.OK);
        var left = await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"kept":"1"}}""");
        Assert.Equal("""{"kept":"1","other":"1","shared":"1"}""", left["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Changing_what_another_owns_is_a_conflict_that_names_each_field()
    {
        var path = await PathAsync("deployments/d", "apis/apps/v1");
        await api.Admin.PostAsync(path[..path.LastIndexOf('/')] + "?fieldManager=maker", Deployment(1).ToJsonString()).Expect(HttpStatusCode.Created);
        var wanted = Deployment(3);
        wanted["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "other";
        var (code, refused) = await api.Admin.PatchAsync(path + "?fieldManager=me", wanted.ToJsonString(), Yaml);
        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Equal(
            "Apply failed with 2 conflicts: conflicts with \"maker\" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name=\"c\"].image",
            (string?)refused["message"]);
        var cause = refused["details"]!["causes"]![0]!;
        Assert.Equal("""{"reason":"FieldManagerConflict","message":"conflict with \u0022maker\u0022 using apps/v1","field":".spec.replicas"}""", cause.ToJsonString());

        var forced = await ApplyAsync(path + "?force=true", "me", wanted.ToJsonString());
        Assert.Equal(3, (int)forced["spec"]!["replicas"]!);
        Assert.DoesNotContain("f:replicas", Owned(forced, "maker Update apps/v1 "), StringComparison.Ordinal);
        Assert.Contains("f:replicas", Owned(forced, "me Apply apps/v1 "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_of_keyed_lists_are_owned_one_by_one()
    {
        var path = await PathAsync("services/s");
        await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":80,"name":"a"}]}}""", HttpStatusCode.Created);
        await ApplyAsync(path, "b", """{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":81,"name":"b"}]}}""");
        var both = await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":82,"name":"c"}]}}""");
        Assert.Equal(["81", "82"], both["spec"]!["ports"]!.AsArray().Select(p => p!["port"]!.ToJsonString()));
        Assert.Equal("""{"f:spec":{"f:ports":{"k:{\"port\":82,\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}}}}}""", Owned(both, "a Apply v1 "));
    }

    [Fact]
    public async Task Writers_of_every_kind_own_what_they_wrote()
    {
        var path = await PathAsync("configmaps/c");
        using var client = api.Client("O=system:masters, CN=somebody");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tool/1.2 (linux)");
        await client.PostAsync(path[..path.LastIndexOf('/')], """{"metadata":{"name":"c"},"data":{"a":"1","b":"1"}}""").Expect(HttpStatusCode.Created);
        var patched = await api.Admin.PatchAsync(path + "?fieldManager=p", """{"data":{"b":"2","c":"3"}}""").Expect(HttpStatusCode.OK);
        Assert.Equal("""{"f:data":{".":{},"f:a":{}}}""", Owned(patched, "tool Update v1 "));
        Assert.Equal("""{"f:data":{"f:b":{},"f:c":{}}}""", Owned(patched, "p Update v1 "));
        Assert.NotNull(patched["metadata"]!["managedFields"]![0]!["time"]);

        patched["data"]!.AsObject().Remove("a");
        var put = await api.Admin.PutAsync(path + "?fieldManager=q", patched.ToJsonString()).Expect(HttpStatusCode.OK);
        Assert.Equal("""{"f:data":{}}""", Owned(put, "tool Update v1 "));
        Assert.DoesNotContain("q", put["metadata"]!["managedFields"]!.AsArray().Select(e => (string?)e!["manager"]));
    }

    [Fact]
    public async Task The_status_is_owned_by_who_writes_the_subresource()
    {
        var path = await PathAsync("deployments/d", "apis/apps/v1");
        await ApplyAsync(path, "a", Deployment(1).ToJsonString(), HttpStatusCode.Created);
        var written = await api.Admin.PatchAsync(path + "/status?fieldManager=controller", """{"status":{"replicas":1,"conditions":[{"type":"Available","status":"True"}]}}""").Expect(HttpStatusCode.OK);
        var owned = Owned(written, "controller Update apps/v1 status");
        Assert.StartsWith("""{"f:status":{"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},""", owned, StringComparison.Ordinal);
        Assert.DoesNotContain("f:spec", owned, StringComparison.Ordinal);

        var applied = await ApplyAsync(path + "/status", "s", """{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":9},"status":{"observedGeneration":1}}""");
        Assert.Equal(1, (int)applied["spec"]!["replicas"]!);
        Assert.Equal("""{"f:status":{"f:observedGeneration":{}}}""", Owned(applied, "s Apply apps/v1 status"));
    }

    [Fact]
    public async Task Ownership_can_be_reset_and_begins_again_with_the_next_apply()
    {
        var path = await PathAsync("configmaps/c");
        await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"1"}}""", HttpStatusCode.Created);
        var kept = await api.Admin.PatchAsync(path, """{"metadata":{"managedFields":[]}}""").Expect(HttpStatusCode.OK);
        Assert.NotNull(kept["metadata"]!["managedFields"]);
        var reset = await api.Admin.PatchAsync(path, """{"metadata":{"managedFields":[{}]}}""").Expect(HttpStatusCode.OK);
        Assert.Null(reset["metadata"]!["managedFields"]);
        var applied = await ApplyAsync(path, "b", """{"apiVersion":"v1","kind":"ConfigMap","data":{"y":"1"}}""");
        Assert.Equal("""{"f:data":{".":{},"f:x":{}}}""", Owned(applied, "before-first-apply Update v1 "));
    }

    [Fact]
    public async Task A_dry_run_shows_and_keeps_nothing()
    {
        var path = await PathAsync("configmaps/c");
        await ApplyAsync(path + "?dryRun=All", "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"1"}}""", HttpStatusCode.Created);
        await api.Admin.ReadAsync(path).Expect(HttpStatusCode.NotFound);
        await ApplyAsync(path, "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"1"}}""", HttpStatusCode.Created);
        var shown = await ApplyAsync(path + "?dryRun=All", "a", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"2"}}""");
        Assert.Equal("2", (string?)shown["data"]!["x"]);
        Assert.Equal("1", (string?)(await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["data"]!["x"]);
    }

    [Theory]
    [InlineData("", """{"apiVersion":"v1","kind":"ConfigMap"}""", 422, "fieldManager: Required value: is required for apply patch")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v1","kind":"Secret"}""", 400, "Incorrect kind specified in apply patch. Specified patch kind: Secret, expected: ConfigMap")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"managedFields":[{"manager":"x"}]}}""", 400, "metadata.managedFields must be nil")]
    [InlineData("?fieldManager=a", "a: [", 400, "error decoding YAML")]
    [InlineData("?fieldManager=a&fieldValidation=Strict", """{"apiVersion":"v1","kind":"ConfigMap","dataa":{}}""", 400, "v1, Kind=ConfigMap): .dataa: field not declared in schema")]
    [InlineData("?fieldManager=a&fieldValidation=Ignore", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"nosuch":1}}""", 400, "v1, Kind=ConfigMap): .metadata.nosuch: field not declared in schema")]
    [InlineData("?fieldManager=a&fieldValidation=Strict", """{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1","a":"2"}}""", 400, "error strict decoding YAML: duplicate field \"data.a\"")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v2","kind":"ConfigMap"}""", 400, "Incorrect version specified in apply patch. Specified patch version: v2, expected: v1")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v1","kind":"ConfigMap","data":["x"]}""", 400, ".data: expected map, got list")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"finalizers":["a/b","a/b"]}}""", 400, ".metadata.finalizers: duplicate entries for key [=\"a/b\"]")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other"}}""", 400, "the name of the object (other) does not match the name on the URL (c)")]
    [InlineData("?fieldManager=a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","resourceVersion":"5"}}""", 409, "resourceVersion")]
    public async Task What_cannot_be_applied_is_refused(string query, string body, int code, string message)
    {
        var (got, answer) = await api.Admin.PatchAsync((await PathAsync("configmaps/c")) + query, body, Yaml);
        Assert.Equal(code, (int)got);
        Assert.Contains(message, (string?)answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_kubectl_applied_by_itself_it_may_apply_on_the_server()
    {
        const string Record = "kubectl.kubernetes.io/last-applied-configuration";
        var path = await PathAsync("configmaps/c");
        var first = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "c", ["annotations"] = new JsonObject { [Record] = """{"data":{"x":"1"}}""" } }, ["data"] = new JsonObject { ["x"] = "1", ["y"] = "1" } };
        await api.Admin.PostAsync(path[..path.LastIndexOf('/')] + "?fieldManager=kubectl-client-side-apply", first.ToJsonString()).Expect(HttpStatusCode.Created);
        var refused = await ApplyAsync(path, "kubectl", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"2","y":"2"}}""", HttpStatusCode.Conflict);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .data.y", (string?)refused["message"]);
        var taken = await ApplyAsync(path, "kubectl", """{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"2"}}""");
        Assert.Equal("2", (string?)taken["data"]!["x"]);
        Assert.Equal("2", (string?)JsonNode.Parse((string)taken["metadata"]!["annotations"]![Record]!)!["data"]!["x"]);
    }

    [Fact]
    public async Task Force_is_for_apply_only()
    {
        var (code, answer) = await api.Admin.PatchAsync((await PathAsync("configmaps/c")) + "?force=true", "{}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        Assert.Contains("force: Forbidden: may not be specified for non-apply patch", (string?)answer["message"], StringComparison.Ordinal);
    }

    private static JsonNode Deployment(int replicas) => JsonNode.Parse($$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":{{{{{replicas}}}}},"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """)!;

    private static string Owned(JsonNode obj, string owner) => obj["metadata"]!["managedFields"]!.AsArray()
        .Single(e => $"{e!["manager"]} {e["operation"]} {e["apiVersion"]} {e["subresource"]}" == owner)!["fieldsV1"]!
        .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private async Task<string> PathAsync(string end, string version = "api/v1") => $"/{version}/namespaces/{await api.NamespaceAsync()}/{end}";

    private Task<JsonNode> ApplyAsync(string path, string manager, string body, HttpStatusCode expected = HttpStatusCode.OK) =>
        api.Admin.PatchAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}fieldManager={manager}", body, Yaml).Expect(expected);
}
