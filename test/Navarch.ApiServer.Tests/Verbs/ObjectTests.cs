using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class ObjectTests(TestApi api) : IClassFixture<TestApi>
{
    private const string PodJson = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    private const string DeploymentJson = """
        {"metadata":{"name":"d"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """;

    [Fact]
    public async Task A_created_object_has_what_the_server_sets_and_is_read_back_as_it_was_answered()
    {
        var ns = await api.NamespaceAsync();
        var created = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", PodJson).Expect(HttpStatusCode.Created);
        var read = await api.Admin.ReadAsync($"/api/v1/namespaces/{ns}/pods/p").Expect(HttpStatusCode.OK);

        Assert.True(JsonNode.DeepEquals(created, read));
        Assert.NotNull((string?)read["metadata"]!["uid"]);
        Assert.NotNull((string?)read["metadata"]!["creationTimestamp"]);
        Assert.Equal(api.Store.Get(new StoreKey("pods", $"{ns}/p"))!.ModRevision.ToString(), (string?)read["metadata"]!["resourceVersion"]);
        Assert.Equal("Pending", (string?)read["status"]!["phase"]);
        Assert.Equal("default", (string?)read["spec"]!["serviceAccountName"]);
        Assert.Equal("/var/run/secrets/kubernetes.io/serviceaccount", (string?)read["spec"]!["containers"]![0]!["volumeMounts"]![0]!["mountPath"]);
    }

    [Fact]
    public async Task Names_are_generated()
    {
        var ns = await api.NamespaceAsync();
        var created = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps", """{"metadata":{"generateName":"x-"}}""").Expect(HttpStatusCode.Created);
        Assert.Matches("^x-[a-z0-9]{5}$", (string?)created["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_dry_run_keeps_nothing()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps?dryRun=All", """{"metadata":{"name":"x"}}""").Expect(HttpStatusCode.Created);
        await api.Admin.ReadAsync($"/api/v1/namespaces/{ns}/configmaps/x").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_update_at_an_old_version_is_a_conflict_and_one_without_a_version_wins()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/configmaps/x";
        var first = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps", """{"metadata":{"name":"x"}}""").Expect(HttpStatusCode.Created);
        first["data"] = new JsonObject { ["a"] = "1" };
        await api.Admin.PutAsync(path, first.ToJsonString()).Expect(HttpStatusCode.OK);
        var refused = await api.Admin.PutAsync(path, first.ToJsonString()).Expect(HttpStatusCode.Conflict);
        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"x\": the object has been modified; please apply your changes to the latest version and try again",
            (string?)refused["message"]);
        await api.Admin.PutAsync(path, """{"metadata":{"name":"x"},"data":{"b":"2"}}""").Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_writes_nothing()
    {
        var ns = await api.NamespaceAsync();
        var created = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps", """{"metadata":{"name":"x"}}""").Expect(HttpStatusCode.Created);
        var updated = await api.Admin.PutAsync($"/api/v1/namespaces/{ns}/configmaps/x", created.ToJsonString()).Expect(HttpStatusCode.OK);
        Assert.Equal((string?)created["metadata"]!["resourceVersion"], (string?)updated["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Status_and_spec_are_written_apart_and_only_the_spec_counts_generations()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        var created = await api.Admin.PostAsync(path, DeploymentJson).Expect(HttpStatusCode.Created);
        Assert.Equal(1, (int?)created["metadata"]!["generation"]);

        var scaled = await api.Admin.PatchAsync($"{path}/d", """{"spec":{"replicas":3},"status":{"replicas":9}}""").Expect(HttpStatusCode.OK);
        Assert.Equal(2, (int?)scaled["metadata"]!["generation"]);
        Assert.Null(scaled["status"]!["replicas"]);

        var reported = await api.Admin.PatchAsync($"{path}/d/status", """{"spec":{"replicas":7},"status":{"replicas":3}}""").Expect(HttpStatusCode.OK);
        Assert.Equal(2, (int?)reported["metadata"]!["generation"]);
        Assert.Equal(3, (int?)reported["spec"]!["replicas"]);
        Assert.Equal(3, (int?)reported["status"]!["replicas"]);
    }

    [Fact]
    public async Task Scale_is_read_and_written_in_its_own_form()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        await api.Admin.PostAsync(path, DeploymentJson).Expect(HttpStatusCode.Created);
        var scale = await api.Admin.ReadAsync($"{path}/d/scale").Expect(HttpStatusCode.OK);
        Assert.Equal("Scale", (string?)scale["kind"]);
        Assert.Equal(2, (int?)scale["spec"]!["replicas"]);
        Assert.Equal("a=b", (string?)scale["status"]!["selector"]);
        scale["spec"]!["replicas"] = 5;
        await api.Admin.PutAsync($"{path}/d/scale", scale.ToJsonString()).Expect(HttpStatusCode.OK);
        var deployment = await api.Admin.ReadAsync($"{path}/d").Expect(HttpStatusCode.OK);
        Assert.Equal(5, (int?)deployment["spec"]!["replicas"]);
    }

    [Fact]
    public async Task Bodies_may_be_yaml()
    {
        var ns = await api.NamespaceAsync();
        var created = await api.Admin.PostAsync(
            $"/api/v1/namespaces/{ns}/configmaps", "metadata: {name: y}\ndata:\n  a: 'true'\n  b: |\n    line\n", "application/yaml").Expect(HttpStatusCode.Created);
        Assert.Equal("line\n", (string?)created["data"]!["b"]);
    }

    [Fact]
    public async Task Deleting_an_unscheduled_pod_removes_it_and_a_running_one_is_marked_first()
    {
        var ns = await api.NamespaceAsync();
        var pods = $"/api/v1/namespaces/{ns}/pods";
        await api.Admin.PostAsync(pods, PodJson).Expect(HttpStatusCode.Created);
        await api.Admin.RemoveAsync($"{pods}/p").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{pods}/p").Expect(HttpStatusCode.NotFound);

        await api.Admin.PostAsync(pods, PodJson).Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync($"{pods}/p/binding", """{"target":{"kind":"Node","name":"n"}}""").Expect(HttpStatusCode.Created);
        var again = await api.Admin.PostAsync($"{pods}/p/binding", """{"target":{"kind":"Node","name":"m"}}""").Expect(HttpStatusCode.Conflict);
        Assert.Equal("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n\"", (string?)again["message"]);

        var marked = await api.Admin.RemoveAsync($"{pods}/p").Expect(HttpStatusCode.OK);
        Assert.Equal(30, (int?)marked["metadata"]!["deletionGracePeriodSeconds"]);
        Assert.NotNull((string?)marked["metadata"]!["deletionTimestamp"]);
        await api.Admin.ReadAsync($"{pods}/p").Expect(HttpStatusCode.OK);
        await api.Admin.RemoveAsync($"{pods}/p", """{"gracePeriodSeconds":0,"preconditions":{"uid":"other"}}""").Expect(HttpStatusCode.Conflict);
        await api.Admin.RemoveAsync($"{pods}/p", """{"gracePeriodSeconds":0}""").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{pods}/p").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Finalizers_hold_an_object_until_the_last_is_gone()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/configmaps";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"f","finalizers":["example.com/x"]}}""").Expect(HttpStatusCode.Created);
        var held = await api.Admin.RemoveAsync($"{path}/f", """{"propagationPolicy":"Foreground"}""").Expect(HttpStatusCode.OK);
        Assert.Equal(["example.com/x", "foregroundDeletion"], held["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
        await api.Admin.PatchAsync($"{path}/f", """{"metadata":{"finalizers":["example.com/x","example.com/new"]}}""").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync($"{path}/f", """{"metadata":{"finalizers":null}}""").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{path}/f").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_namespace_terminates_until_it_is_finalized()
    {
        var ns = await api.NamespaceAsync();
        var marked = await api.Admin.RemoveAsync($"/api/v1/namespaces/{ns}").Expect(HttpStatusCode.OK);
        Assert.Equal("Terminating", (string?)marked["status"]!["phase"]);
        var refused = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/configmaps", """{"metadata":{"name":"x"}}""").Expect(HttpStatusCode.Forbidden);
        Assert.Equal($"configmaps \"x\" is forbidden: unable to create new content in namespace {ns} because it is being terminated", (string?)refused["message"]);
        marked["spec"]!["finalizers"] = new JsonArray();
        await api.Admin.PutAsync($"/api/v1/namespaces/{ns}/finalize", marked.ToJsonString()).Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"/api/v1/namespaces/{ns}").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Services_get_addresses_and_ports_that_nobody_else_has()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/services";
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.Admin.PostAsync(
            path, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""").Expect(HttpStatusCode.Created)));
        Assert.Equal(20, made.Select(s => (string?)s["spec"]!["clusterIP"]).Distinct().Count());
        Assert.Equal(20, made.Select(s => (int?)s["spec"]!["ports"]![0]!["nodePort"]).Distinct().Count());

        var taken = (string?)made[0]["spec"]!["clusterIP"];
        var wanted = $$$"""{"metadata":{"name":"t"},"spec":{"clusterIP":"{{{taken}}}","ports":[{"port":80}]}}""";
        await api.Admin.PostAsync(path, wanted).Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.RemoveAsync($"{path}/s0").Expect(HttpStatusCode.OK);
        await api.Admin.PostAsync(path, wanted).Expect(HttpStatusCode.Created);

        var plain = await api.Admin.PatchAsync($"{path}/s1", """{"spec":{"type":"ClusterIP"}}""").Expect(HttpStatusCode.OK);
        Assert.Null(plain["spec"]!["ports"]![0]!["nodePort"]);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_selector()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/configmaps";
        foreach (var (name, label) in new[] { ("a", "x"), ("b", "x"), ("c", "y") })
        {
            await api.Admin.PostAsync(path, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"l":"{{{{label}}}}"}}}""").Expect(HttpStatusCode.Created);
        }

        await api.Admin.RemoveAsync($"{path}?labelSelector=l%3Dx").Expect(HttpStatusCode.OK);
        var left = await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.Equal("c", (string?)Assert.Single(left["items"]!.AsArray())!["metadata"]!["name"]);
    }
}
