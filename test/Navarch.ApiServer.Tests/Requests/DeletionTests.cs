using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Deletions of one and of many: options, finalizers, grace, selections, dry runs.</summary>
public sealed class DeletionTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("""{"propagationPolicy":"Foreground"}""", "foregroundDeletion")]
    [InlineData("""{"propagationPolicy":"Orphan"}""", "orphan")]
    [InlineData("""{"orphanDependents":true}""", "orphan")]
    public async Task The_policy_of_dependents_holds_the_object_by_a_finalizer(string options, string finalizer)
    {
        var path = await MapsAsync("""{"metadata":{"name":"a"}}""");
        var held = await api.Admin.RemoveAsync($"{path}/a", options).Expect(HttpStatusCode.OK);
        Assert.Equal("ConfigMap", (string?)held["kind"]);
        Assert.Equal([finalizer], held["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
        Assert.NotNull(held["metadata"]!["deletionTimestamp"]);
        Assert.Equal(0, (int?)held["metadata"]!["deletionGracePeriodSeconds"]);
        await api.Admin.PatchAsync($"{path}/a", """{"metadata":{"finalizers":null}}""").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{path}/a").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Background_deletion_takes_the_object_at_once_and_names_it()
    {
        var path = await MapsAsync("""{"metadata":{"name":"a"}}""");
        var uid = (string?)(await api.Admin.ReadAsync($"{path}/a").Expect(HttpStatusCode.OK))["metadata"]!["uid"];
        var done = await api.Admin.RemoveAsync($"{path}/a", """{"propagationPolicy":"Background"}""").Expect(HttpStatusCode.OK);
        Assert.Equal("Success", (string?)done["status"]);
        Assert.Equal($$"""{"name":"a","kind":"configmaps","uid":"{{uid}}"}""", done["details"]!.ToJsonString());
        (await api.Admin.SendRawAsync("DELETE", $"{path}/a")).Refuses(404, "NotFound", "configmaps \"a\" not found");
    }

    [Fact]
    public async Task A_held_object_takes_no_new_finalizers_and_is_accepted_when_dependents_go_first()
    {
        var path = await MapsAsync("""{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""");
        var held = await api.Admin.SendRawAsync("DELETE", $"{path}/a", """{"orphanDependents":false}""");
        Assert.Equal(HttpStatusCode.Accepted, held.Code);
        var refused = (await api.Admin.SendRawAsync("PATCH", $"{path}/a", """{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}""", "application/merge-patch+json")).Refuses(422, "Invalid");
        Assert.Contains("metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted", refused.Message, StringComparison.Ordinal);
        var again = await api.Admin.RemoveAsync($"{path}/a").Expect(HttpStatusCode.OK);
        Assert.Equal((string?)held.Json["metadata"]!["deletionTimestamp"], (string?)again["metadata"]!["deletionTimestamp"]);
        await api.Admin.PatchAsync($"{path}/a", """{"metadata":{"finalizers":[]}}""").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{path}/a").Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("gracePeriodSeconds=-5", 1)]
    [InlineData("gracePeriodSeconds=7", 7)]
    [InlineData("", 30)]
    public async Task A_running_pod_is_given_its_time(string query, int grace)
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/pods";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""").Expect(HttpStatusCode.Created);
        var marked = await api.Admin.RemoveAsync($"{path}/p?{query}").Expect(HttpStatusCode.OK);
        Assert.Equal(grace, (int?)marked["metadata"]!["deletionGracePeriodSeconds"]);
        await api.Admin.RemoveAsync($"{path}/p?gracePeriodSeconds=0").Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{path}/p").Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing_of_one_or_of_many()
    {
        var path = await MapsAsync("""{"metadata":{"name":"a"}}""", """{"metadata":{"name":"b"}}""");
        await api.Admin.RemoveAsync($"{path}/a?dryRun=All").Expect(HttpStatusCode.OK);
        await api.Admin.RemoveAsync($"{path}/a", """{"dryRun":["All"]}""").Expect(HttpStatusCode.OK);
        var shown = await api.Admin.RemoveAsync($"{path}?dryRun=All").Expect(HttpStatusCode.OK);
        Assert.Equal("ConfigMapList", (string?)shown["kind"]);
        Assert.Equal(2, shown["items"]!.AsArray().Count);
        await api.Admin.RemoveAsync(path, """{"dryRun":["All"]}""").Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_fields_labels_limits_and_policy()
    {
        var path = await MapsAsync(
            """{"metadata":{"name":"a","labels":{"l":"x"}}}""", """{"metadata":{"name":"b","labels":{"l":"x"}}}""", """{"metadata":{"name":"c","labels":{"l":"y"}}}""", """{"metadata":{"name":"d","labels":{"l":"y"}}}""");
        await api.Admin.RemoveAsync($"{path}?fieldSelector=metadata.name%3Da").Expect(HttpStatusCode.OK);
        Assert.Equal(["b", "c", "d"], await NamesAsync(path));
        await api.Admin.RemoveAsync($"{path}?labelSelector=l%20in%20(x)").Expect(HttpStatusCode.OK);
        Assert.Equal(["c", "d"], await NamesAsync(path));
        await api.Admin.RemoveAsync(path, """{"propagationPolicy":"Foreground"}""").Expect(HttpStatusCode.OK);
        var left = await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.All(left["items"]!.AsArray(), i => Assert.Equal("foregroundDeletion", (string?)i!["metadata"]!["finalizers"]![0]));
        (await api.Admin.SendRawAsync("DELETE", $"{path}?labelSelector=!!")).Refuses(400, "BadRequest");
        (await api.Admin.SendRawAsync("DELETE", path, """{"propagationPolicy":"Sideways"}""")).Refuses(422, "Invalid");
        (await api.Admin.SendRawAsync("DELETE", path, """{"preconditions":{"uid":"x"}}""")).Refuses(409, "Conflict");
    }

    private async Task<IEnumerable<string?>> NamesAsync(string path) =>
        (await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["items"]!.AsArray().Select(i => (string?)i!["metadata"]!["name"]);

    private async Task<string> MapsAsync(params string[] maps)
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        foreach (var map in maps)
        {
            JsonNode made = await api.Admin.PostAsync(path, map).Expect(HttpStatusCode.Created);
            Assert.NotNull(made["metadata"]!["uid"]);
        }

        return path;
    }
}
