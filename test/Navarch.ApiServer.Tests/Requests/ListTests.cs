using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Pages, selectors and views of lists and watches, as pedantic clients use them.</summary>
public sealed class ListTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Bare = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    /// <summary>Every field that the API documents for a kind.</summary>
    public static TheoryData<string, string> SelectableFields => new()
    {
        { "/api/v1/pods", "metadata.name metadata.namespace spec.nodeName spec.restartPolicy spec.schedulerName spec.serviceAccountName spec.hostNetwork status.phase status.podIP status.nominatedNodeName" },
        { "/api/v1/events", "metadata.name metadata.namespace involvedObject.kind involvedObject.namespace involvedObject.name involvedObject.uid involvedObject.apiVersion involvedObject.resourceVersion involvedObject.fieldPath reason reportingComponent source type" },
        { "/apis/events.k8s.io/v1/events", "metadata.name metadata.namespace regarding.kind regarding.namespace regarding.name regarding.uid regarding.apiVersion regarding.resourceVersion regarding.fieldPath reason reportingController type" },
        { "/api/v1/nodes", "metadata.name spec.unschedulable" },
        { "/api/v1/namespaces", "metadata.name status.phase" },
        { "/api/v1/secrets", "metadata.name metadata.namespace type" },
        { "/api/v1/services", "metadata.name metadata.namespace spec.clusterIP spec.type" },
        { "/api/v1/replicationcontrollers", "metadata.name metadata.namespace status.replicas" },
        { "/apis/apps/v1/replicasets", "metadata.name metadata.namespace status.replicas" },
        { "/apis/batch/v1/jobs", "metadata.name metadata.namespace status.successful" },
        { "/apis/certificates.k8s.io/v1/certificatesigningrequests", "metadata.name spec.signerName" },
        { "/apis/resource.k8s.io/v1/resourceslices", "metadata.name spec.nodeName spec.driver" },
        { "/api/v1/configmaps", "metadata.name metadata.namespace" },
        { "/api/v1/persistentvolumes", "metadata.name metadata.namespace" },
        { "/apis/apps/v1/deployments", "metadata.name metadata.namespace" },
    };

    [Theory]
    [MemberData(nameof(SelectableFields))]
    public async Task Kinds_are_selected_by_the_fields_documented_and_no_others(string path, string fields)
    {
        foreach (var field in fields.Split(' '))
        {
            await api.Admin.ReadAsync($"{path}?fieldSelector={field}%3Dx").Expect(HttpStatusCode.OK);
            await using var watch = await WatchStream.OpenAsync(api.Admin, $"{path}?watch=1&timeoutSeconds=1&fieldSelector={field}!%3Dx&resourceVersion=1000000");
        }

        (await api.Admin.SendRawAsync("GET", $"{path}?fieldSelector=spec.nosuch%3Dx")).Refuses(400, "BadRequest");
        (await api.Admin.SendRawAsync("GET", $"{path}?watch=1&fieldSelector=spec.nosuch%3Dx")).Refuses(400, "BadRequest");
    }

    [Fact]
    public async Task Pages_show_one_state_whatever_happens_meanwhile_and_count_only_without_selectors()
    {
        var path = await MapsAsync(7);
        var page = await api.Admin.ReadAsync($"{path}?limit=3").Expect(HttpStatusCode.OK);
        Assert.Equal(4, (int?)page["metadata"]!["remainingItemCount"]);
        await api.Admin.RemoveAsync($"{path}/m5").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{path}/m4", """{"data":{"late":"yes"}}""").Expect(HttpStatusCode.OK);
        await api.Admin.PostAsync(path, """{"metadata":{"name":"m3a"}}""").Expect(HttpStatusCode.Created);
        var rest = await api.Admin.ReadAsync($"{path}?limit=10&continue={page["metadata"]!["continue"]}").Expect(HttpStatusCode.OK);
        Assert.Equal(["m3", "m4", "m5", "m6"], Names(rest));
        Assert.Null(rest["items"]![1]!["data"]);
        Assert.Equal((string?)page["metadata"]!["resourceVersion"], (string?)rest["metadata"]!["resourceVersion"]);
        Assert.Null(rest["metadata"]!["continue"]);
        Assert.Null(rest["metadata"]!["remainingItemCount"]);

        foreach (var selector in new[] { "labelSelector=l%3Dx", "fieldSelector=metadata.name!%3Dq" })
        {
            var selected = await api.Admin.ReadAsync($"{path}?limit=2&{selector}").Expect(HttpStatusCode.OK);
            Assert.NotNull(selected["metadata"]!["continue"]);
            Assert.Null(selected["metadata"]!["remainingItemCount"]);
        }
    }

    [Fact]
    public async Task An_expired_page_says_how_to_go_on_without_one_state()
    {
        var path = await MapsAsync(5);
        var page = await api.Admin.ReadAsync($"{path}?limit=2").Expect(HttpStatusCode.OK);
        await api.Admin.PostAsync(path, """{"metadata":{"name":"m2a"}}""").Expect(HttpStatusCode.Created);
        await api.Store.CompactAsync(api.Store.Revision);
        var expired = (await api.Admin.SendRawAsync("GET", $"{path}?limit=2&continue={page["metadata"]!["continue"]}")).Refuses(410, "Expired");
        Assert.StartsWith("The provided continue parameter is too old to display a consistent list result.", expired.Message, StringComparison.Ordinal);
        var rest = await api.Admin.ReadAsync($"{path}?continue={expired.Json["metadata"]!["continue"]}").Expect(HttpStatusCode.OK);
        Assert.Equal(["m2", "m2a", "m3", "m4"], Names(rest));
        (await api.Admin.SendRawAsync("GET", $"{path}?resourceVersion=1&resourceVersionMatch=Exact")).Refuses(410, "Expired", "The resourceVersion for the provided list is too old.");
    }

    [Fact]
    public async Task A_token_of_one_namespace_shows_nothing_of_another()
    {
        var (one, other) = (await MapsAsync(3), await MapsAsync(3));
        var page = await api.Admin.ReadAsync($"{one}?limit=1").Expect(HttpStatusCode.OK);
        var answer = await api.Admin.ReadAsync($"{other}?continue={page["metadata"]!["continue"]}").Expect(HttpStatusCode.OK);
        var ns = other.Split('/')[4];
        Assert.All(answer["items"]!.AsArray(), i => Assert.Equal(ns, (string?)i!["metadata"]!["namespace"]));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(Bare)]
    [InlineData(Table)]
    public async Task The_end_of_the_first_events_is_annotated_in_every_view(string accept)
    {
        var path = await MapsAsync(2);
        using var client = Accepting(accept);
        await using var watch = await WatchStream.OpenAsync(client, $"{path}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=2");
        Assert.Equal("ADDED", (await watch.NextAsync()).Type);
        Assert.Equal("ADDED", (await watch.NextAsync()).Type);
        Assert.Equal("BOOKMARK", (await watch.NextAsync()).Type);
        var obj = watch.Last!["object"]!;
        Assert.Equal(accept switch { Table => "Table", Bare => "PartialObjectMetadata", _ => "ConfigMap" }, (string?)obj["kind"]);
        Assert.NotNull(obj["metadata"]!["resourceVersion"]);
        var meta = accept == Table ? Assert.Single(obj["rows"]!.AsArray())!["object"]!["metadata"]! : obj["metadata"]!;
        Assert.Equal("true", (string?)meta["annotations"]!["k8s.io/initial-events-end"]);
        Assert.Equal((string?)obj["metadata"]!["resourceVersion"], (string?)meta["resourceVersion"]);
    }

    [Fact]
    public async Task Every_kind_has_a_table_to_watch_that_begins_with_a_bookmark()
    {
        using var client = Accepting(Table);
        foreach (var kind in KindRegistry.All.Where(k => k.IsServed && k.Verbs.Contains("watch", StringComparer.Ordinal)))
        {
            var gvr = kind.GroupVersionResource;
            var path = gvr.Group.Length == 0 ? $"/api/{gvr.Version}/{gvr.Resource}" : $"/apis/{gvr.Group}/{gvr.Version}/{gvr.Resource}";
            await using var watch = await WatchStream.OpenAsync(
                client, $"{path}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnosuch&includeObject=Object");
            Assert.Equal("BOOKMARK", (await watch.NextAsync()).Type);
            var table = watch.Last!["object"]!;
            Assert.Equal("Table", (string?)table["kind"]);
            var columns = table["columnDefinitions"]!.AsArray().Count;
            Assert.Equal(columns, table["rows"]![0]!["cells"]!.AsArray().Count);
            Assert.Equal(kind.Kind, (string?)table["rows"]![0]!["object"]!["kind"]);
        }
    }

    [Fact]
    public async Task What_a_table_carries_of_its_objects_is_one_of_three()
    {
        var path = await MapsAsync(1);
        (await api.Admin.SendRawAsync("GET", $"{path}?includeObject=Half", accept: Table)).Refuses(
            400, "BadRequest", "Unable to convert to Table as requested: includeObject: Invalid value: \"Half\": must be 'Metadata', 'Object', 'None', or empty");
        Assert.Null((await api.Admin.SendRawAsync("GET", $"{path}?includeObject=None", accept: Table)).Json["rows"]![0]!["object"]);
        Assert.Equal("ConfigMap", (string?)(await api.Admin.SendRawAsync("GET", $"{path}?includeObject=Object", accept: Table)).Json["rows"]![0]!["object"]!["kind"]);
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json;as=Table;v=v2;g=meta.k8s.io")]
    [InlineData("application/json;as=Table;v=v1;g=example.com")]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io")]
    [InlineData("application/json;as=Nosuch;v=v1;g=meta.k8s.io")]
    [InlineData("text/html, image/*")]
    public async Task Views_that_do_not_exist_are_not_acceptable(string accept)
    {
        foreach (var query in new[] { "", "?watch=1&timeoutSeconds=1" })
        {
            var answer = await api.Admin.SendRawAsync("GET", $"/api/v1/namespaces/default/configmaps{query}", accept: accept);
            answer.Refuses(406, "NotAcceptable");
            Assert.StartsWith("only the following media types are accepted: application/json, ", answer.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_watch_of_one_name_is_told_of_that_object_only()
    {
        var path = await MapsAsync(3);
        foreach (var query in new[] { $"{path}?watch=1&fieldSelector=metadata.name%3Dm1", $"{path.Replace("/api/v1/", "/api/v1/watch/", StringComparison.Ordinal)}/m1?" })
        {
            await using var watch = await WatchStream.OpenAsync(api.Admin, $"{query}&timeoutSeconds=5");
            Assert.Equal(("ADDED", "m1"), await watch.NextAsync());
            await api.Admin.PatchAsync($"{path}/m0", $$$"""{"data":{"x":"{{{Guid.NewGuid()}}}"}}""").Expect(HttpStatusCode.OK);
            await api.Admin.PatchAsync($"{path}/m1", $$$"""{"data":{"x":"{{{Guid.NewGuid()}}}"}}""").Expect(HttpStatusCode.OK);
            Assert.Equal(("MODIFIED", "m1"), await watch.NextAsync());
        }
    }

    private HttpClient Accepting(string accept)
    {
        var client = api.Client("O=system:masters, CN=admin");
        client.DefaultRequestHeaders.Accept.Clear();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        return client;
    }

    private static IEnumerable<string?> Names(JsonNode list) => list["items"]!.AsArray().Select(i => (string?)i!["metadata"]!["name"]);

    private async Task<string> MapsAsync(int count)
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        for (var i = 0; i < count; i++)
        {
            await api.Admin.PostAsync(path, $$$$"""{"metadata":{"name":"m{{{{i}}}}","labels":{"l":"x"}}}""").Expect(HttpStatusCode.Created);
        }

        return path;
    }
}
