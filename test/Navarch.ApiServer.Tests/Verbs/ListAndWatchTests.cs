using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class ListAndWatchTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Pages_of_one_list_show_one_state()
    {
        var path = await MapsAsync("a", "b", "c", "d", "e");
        var first = await api.Admin.ReadAsync($"{path}?limit=2").Expect(HttpStatusCode.OK);
        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(3, (int?)first["metadata"]!["remainingItemCount"]);

        await api.Admin.RemoveAsync($"{path}/c").Expect(HttpStatusCode.OK);
        var second = await api.Admin.ReadAsync($"{path}?limit=2&continue={(string?)first["metadata"]!["continue"]}").Expect(HttpStatusCode.OK);
        Assert.Equal(["c", "d"], Names(second));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
        var third = await api.Admin.ReadAsync($"{path}?limit=2&continue={(string?)second["metadata"]!["continue"]}").Expect(HttpStatusCode.OK);
        Assert.Equal(["e"], Names(third));
        Assert.Null(third["metadata"]!["continue"]);
    }

    [Fact]
    public async Task A_list_can_show_an_exact_state_of_the_past()
    {
        var path = await MapsAsync("a");
        var before = (string?)(await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["metadata"]!["resourceVersion"];
        await api.Admin.RemoveAsync($"{path}/a").Expect(HttpStatusCode.OK);
        var past = await api.Admin.ReadAsync($"{path}?resourceVersion={before}&resourceVersionMatch=Exact").Expect(HttpStatusCode.OK);
        Assert.Equal(["a"], Names(past));
        Assert.Empty(Names(await api.Admin.ReadAsync($"{path}?resourceVersion={before}&resourceVersionMatch=NotOlderThan").Expect(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_watch_from_a_version_gives_every_change_after_it()
    {
        var path = await MapsAsync("a");
        var from = (string?)(await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["metadata"]!["resourceVersion"];
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"{path}?watch=1&resourceVersion={from}");
        await api.Admin.PostAsync(path, """{"metadata":{"name":"b"}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PatchAsync($"{path}/a", """{"data":{"x":"1"}}""").Expect(HttpStatusCode.OK);
        await api.Admin.RemoveAsync($"{path}/b").Expect(HttpStatusCode.OK);

        Assert.Equal(("ADDED", "b"), await watch.NextAsync());
        Assert.Equal(("MODIFIED", "a"), await watch.NextAsync());
        Assert.Equal(("DELETED", "b"), await watch.NextAsync());
        Assert.Equal(api.Store.Revision.ToString(), watch.LastVersion);
    }

    [Fact]
    public async Task Objects_that_enter_or_leave_the_selection_are_added_or_deleted()
    {
        var path = await MapsAsync("a");
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"{path}?watch=1&labelSelector=on");
        await api.Admin.PatchAsync($"{path}/a", """{"metadata":{"labels":{"on":"1"}}}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{path}/a", """{"data":{"x":"1"}}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{path}/a", """{"metadata":{"labels":null}}""").Expect(HttpStatusCode.OK);

        Assert.Equal(("ADDED", "a"), await watch.NextAsync());
        Assert.Equal(("MODIFIED", "a"), await watch.NextAsync());
        Assert.Equal(("DELETED", "a"), await watch.NextAsync());
        Assert.Equal(api.Store.Get(new StoreKey("configmaps", $"{path.Split('/')[4]}/a"))!.ModRevision.ToString(), watch.LastVersion);
    }

    [Fact]
    public async Task A_streaming_list_ends_its_first_part_with_a_bookmark()
    {
        var path = await MapsAsync("a", "b");
        await using var watch = await WatchStream.OpenAsync(
            api.Admin, $"{path}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        Assert.Equal(("ADDED", "a"), await watch.NextAsync());
        Assert.Equal(("ADDED", "b"), await watch.NextAsync());
        Assert.Equal("BOOKMARK", (await watch.NextAsync()).Type);
        Assert.Equal("true", (string?)watch.Last!["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
    }

    [Fact]
    public async Task A_watch_ends_after_its_timeout()
    {
        var path = await MapsAsync();
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"{path}?watch=1&timeoutSeconds=1");
        Assert.Equal(("", ""), await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_of_history_that_is_gone_is_expired()
    {
        var path = await MapsAsync("a");
        await api.Store.CompactAsync(api.Store.Revision);
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"{path}?watch=1&resourceVersion=1");
        Assert.Equal(("ERROR", ""), await watch.NextAsync());
        Assert.Equal("Expired", (string?)watch.Last!["object"]!["reason"]);
        Assert.Equal(410, (int?)watch.Last["object"]!["code"]);
        Assert.Equal(("", ""), await watch.NextAsync());
    }

    [Fact]
    public async Task Tables_and_bare_metadata_are_given_to_those_who_ask()
    {
        var path = await MapsAsync("a");
        using var client = api.Client("O=system:masters, CN=admin");
        client.DefaultRequestHeaders.Accept.Clear();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        var table = await client.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.Equal("Table", (string?)table["kind"]);
        Assert.Equal("Name", (string?)table["columnDefinitions"]![0]!["name"]);
        Assert.Equal("a", (string?)table["rows"]![0]!["cells"]![0]);
        Assert.Equal("PartialObjectMetadata", (string?)table["rows"]![0]!["object"]!["kind"]);

        client.DefaultRequestHeaders.Remove("Accept");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        var bare = await client.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.Equal("PartialObjectMetadataList", (string?)bare["kind"]);
        Assert.Equal(["a"], Names(bare));
    }

    private static IEnumerable<string?> Names(JsonNode list) => list["items"]!.AsArray().Select(i => (string?)i!["metadata"]!["name"]);

    private async Task<string> MapsAsync(params string[] names)
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        foreach (var name in names)
        {
            await api.Admin.PostAsync(path, $$$"""{"metadata":{"name":"{{{name}}}"}}""").Expect(HttpStatusCode.Created);
        }

        return path;
    }
}
