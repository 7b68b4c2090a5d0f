using System.Net;
using System.Text.Json.Nodes;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Fairness;

public sealed class FlowControlApiTests : IAsyncLifetime
{
    private const string Group = "/apis/flowcontrol.apiserver.k8s.io/v1";
    private const string Schemas = $"{Group}/flowschemas";
    private const string Levels = $"{Group}/prioritylevelconfigurations";
    private const string SchemaHeader = "X-Kubernetes-PF-FlowSchema-UID";
    private const string LevelHeader = "X-Kubernetes-PF-PriorityLevel-UID";
    private readonly TestApi api = new() { Options = options => options with { MaxReadsInFlight = 50, MaxWritesInFlight = 50 } };

    public async Task InitializeAsync() => await api.InitializeAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task Every_cluster_has_the_mandatory_and_the_suggested_objects()
    {
        var schemas = await api.Admin.ReadAsync(Schemas).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [
                "catch-all 10000 catch-all", "endpoint-controller 150 workload-high", "exempt 1 exempt", "global-default 9900 global-default",
                "kube-controller-manager 800 workload-high", "kube-scheduler 800 workload-high", "kube-system-service-accounts 900 workload-high", "probes 2 exempt",
                "service-accounts 9000 workload-low", "system-leader-election 100 leader-election", "system-node-high 400 node-high", "system-nodes 500 system",
                "workload-leader-election 200 leader-election",
            ],
            schemas["items"]!.AsArray().Select(s => $"{s!["metadata"]!["name"]} {s["spec"]!["matchingPrecedence"]} {s["spec"]!["priorityLevelConfiguration"]!["name"]}"));
        var levels = await api.Admin.ReadAsync(Levels).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [
                "catch-all 5 0 -", "exempt - - -", "global-default 20 50 128", "leader-election 10 0 16", "node-high 40 25 64", "system 30 33 64", "workload-high 40 50 128",
                "workload-low 100 90 128",
            ],
            levels["items"]!.AsArray().Select(l => $"{l!["metadata"]!["name"]} {Of(l, "nominalConcurrencyShares")} {Of(l, "lendablePercent")} {l["spec"]!["limited"]?["limitResponse"]?["queuing"]?["queues"]?.ToString() ?? "-"}"));
        Assert.All(levels["items"]!.AsArray(), l => Assert.Equal("true", (string?)l!["metadata"]!["annotations"]!["apf.kubernetes.io/autoupdate-spec"]));

        static string Of(JsonNode level, string field) => level["spec"]!["limited"]?[field]?.ToString() ?? "-";
    }

    [Fact]
    public async Task Answers_name_the_schema_and_the_level_of_their_request()
    {
        Assert.Equal((await UidAsync(Schemas, "exempt"), await UidAsync(Levels, "exempt")), await HeadersAsync(api.Admin, "/api/v1/namespaces"));
        Assert.Equal((await UidAsync(Schemas, "global-default"), await UidAsync(Levels, "global-default")), await HeadersAsync(api.Client("CN=jane"), "/api/v1/namespaces"));
        Assert.Equal((await UidAsync(Schemas, "probes"), await UidAsync(Levels, "exempt")), await HeadersAsync(api.Client(""), "/readyz"));
        await MakeLevelAsync("mine", "joe");
        Assert.Equal((await UidAsync(Schemas, "mine"), await UidAsync(Levels, "mine")), await HeadersAsync(api.Client("CN=joe"), "/api/v1/namespaces"));
    }

    [Fact]
    public async Task A_full_level_that_rejects_answers_429_until_a_request_ends_or_the_level_grows()
    {
        await MakeLevelAsync("tight", "jane");
        await GrantAsync("jane");
        var jane = api.Client("CN=jane");
        var held = await HoldAsync(jane, async () => (await jane.ReadAsync("/api/v1/namespaces/default/pods")).Code == HttpStatusCode.TooManyRequests);
        using var refused = await jane.GetAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative));
        var status = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal(("TooManyRequests", 429, "Too many requests, please try again later."), ((string?)status["reason"], (int?)status["code"], (string?)status["message"]));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 32);
        Assert.Equal(await UidAsync(Levels, "tight"), refused.Headers.GetValues(LevelHeader).Single());

        // Others are not concerned, and a larger share is followed while the seat is still held.
        await api.Admin.ReadAsync("/api/v1/namespaces/default/pods").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{Levels}/tight", """{"spec":{"limited":{"nominalConcurrencyShares":50}}}""").Expect(HttpStatusCode.OK);
        await Until(async () => (await jane.GetAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative))).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Created, await held.EndAsync());
    }

    [Fact]
    public async Task A_full_level_that_queues_lets_requests_wait_their_turn()
    {
        await MakeLevelAsync("waits", "jane", """{"type":"Queue","queuing":{"queues":16,"handSize":4,"queueLengthLimit":10}}""");
        await GrantAsync("jane");
        var jane = api.Client("CN=jane");
        await Until(async () => (await HeadersAsync(jane, "/api/v1/namespaces/default/pods")).Level == await UidAsync(Levels, "waits"));
        var held = await HeldRequest.BeginAsync(jane, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"held"}}""");
        var waits = jane.ReadAsync("/api/v1/namespaces/default/pods");
        Assert.Equal(HttpStatusCode.Created, await held.EndAsync());
        Assert.Equal(HttpStatusCode.OK, (await waits).Code);
    }

    [Fact]
    public async Task An_open_watch_holds_no_seat()
    {
        await MakeLevelAsync("narrow", "jane");
        await GrantAsync("jane");
        var jane = api.Client("CN=jane");
        await Until(async () => (await HeadersAsync(jane, "/api/v1/namespaces/default/pods")).Level == await UidAsync(Levels, "narrow"));
        foreach (var query in new[] { "", "&resourceVersion=0", "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true" })
        {
            await using var watch = await WatchStream.OpenAsync(jane, $"/api/v1/namespaces/default/secrets?watch=1{query}");
            await Until(async () => (await jane.ReadAsync("/api/v1/namespaces/default/pods")).Code == HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task What_is_mandatory_cannot_be_changed_and_comes_back_when_deleted()
    {
        foreach (var (path, patch) in new[] { ($"{Schemas}/catch-all", """{"spec":{"matchingPrecedence":77}}"""), ($"{Levels}/catch-all", """{"spec":{"limited":{"nominalConcurrencyShares":77}}}""") })
        {
            var refused = await api.Admin.PatchAsync(path, patch).Expect(HttpStatusCode.UnprocessableEntity);
            Assert.Equal("spec", (string?)refused["details"]!["causes"]![0]!["field"]);
            var uid = (string?)(await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["metadata"]!["uid"];
            await api.Admin.RemoveAsync(path).Expect(HttpStatusCode.OK);
            await Until(async () => await api.Admin.ReadAsync(path) is (HttpStatusCode.OK, var again) && (string?)again["metadata"]!["uid"] != uid);
        }

        var second = await api.Admin.PostAsync(Levels, """{"metadata":{"name":"free"},"spec":{"type":"Exempt","exempt":{}}}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("must be 'Exempt' if and only if `name` is 'exempt'", (string?)second["message"], StringComparison.Ordinal);
        await api.Admin.PatchAsync($"{Levels}/exempt", """{"spec":{"exempt":{"nominalConcurrencyShares":10,"lendablePercent":50}}}""").Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_suggested_is_the_servers_until_its_annotation_says_otherwise()
    {
        const string path = $"{Levels}/workload-low";
        await api.Admin.PatchAsync(path, """{"spec":{"limited":{"nominalConcurrencyShares":7}}}""").Expect(HttpStatusCode.OK);
        await Until(async () => await SharesAsync() == 100);
        await api.Admin.PatchAsync(path, """{"metadata":{"annotations":{"apf.kubernetes.io/autoupdate-spec":"false"}},"spec":{"limited":{"nominalConcurrencyShares":7}}}""").Expect(HttpStatusCode.OK);

        // Another object's restoring shows that the server has looked since.
        await api.Admin.RemoveAsync($"{Schemas}/probes").Expect(HttpStatusCode.OK);
        await Until(async () => (await api.Admin.ReadAsync($"{Schemas}/probes")).Code == HttpStatusCode.OK);
        Assert.Equal(7, await SharesAsync());
        await api.Admin.PatchAsync(path, """{"metadata":{"annotations":{"apf.kubernetes.io/autoupdate-spec":"true"}}}""").Expect(HttpStatusCode.OK);
        await Until(async () => await SharesAsync() == 100);

        // What the server would keep but does not know any more goes.
        await api.Admin.PostAsync(Schemas, """
            {"metadata":{"name":"old-default","annotations":{"apf.kubernetes.io/autoupdate-spec":"true"}},"spec":{"priorityLevelConfiguration":{"name":"system"}}}
            """).Expect(HttpStatusCode.Created);
        await Until(async () => (await api.Admin.ReadAsync($"{Schemas}/old-default")).Code == HttpStatusCode.NotFound);

        async Task<int?> SharesAsync() => (int?)(await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["spec"]!["limited"]!["nominalConcurrencyShares"];
    }

    [Fact]
    public async Task Components_in_the_process_are_dispatched_by_the_same_levels()
    {
        await MakeLevelAsync("inner", "insider");
        await GrantAsync("insider");
        var insider = api.Server.CreateInProcessClient(UserInfo.Authenticated("insider"));
        var held = await HoldAsync(api.Client("CN=insider"), async () => (await insider.ListAsync(Pod.Info, new ListQuery { Namespace = "default" })).Status?.Reason == "TooManyRequests");
        Assert.Equal(HttpStatusCode.Created, await held.EndAsync());
        await Until(async () => (await insider.ListAsync(Pod.Info, new ListQuery { Namespace = "default" })).IsSuccess);
    }

    [Fact]
    public async Task Without_priority_and_fairness_reads_and_writes_have_plain_limits()
    {
        var plain = new TestApi { Options = options => options with { EnablePriorityAndFairness = false, MaxReadsInFlight = 50, MaxWritesInFlight = 1 } };
        await plain.InitializeAsync();
        try
        {
            await plain.Admin.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Binding("jane")).Expect(HttpStatusCode.Created);
            var jane = plain.Client("CN=jane");
            await Until(async () => (await jane.ReadAsync("/api/v1/namespaces/default/pods")).Code == HttpStatusCode.OK);
            var held = await HoldAsync(jane, async () => (await jane.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"generateName":"x"}}""")).Code == HttpStatusCode.TooManyRequests);
            await jane.ReadAsync("/api/v1/namespaces/default/pods").Expect(HttpStatusCode.OK);
            await plain.Admin.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"master"}}""").Expect(HttpStatusCode.Created);
            Assert.Equal(HttpStatusCode.Created, await held.EndAsync());
            using var answer = await jane.GetAsync(new Uri("/api/v1/namespaces", UriKind.Relative));
            Assert.False(answer.Headers.Contains(LevelHeader));
        }
        finally
        {
            await plain.DisposeAsync();
        }
    }

    private static Task<HeldRequest> HoldAsync(HttpClient client, Func<Task<bool>> refuses) =>
        HeldRequest.HoldAsync(client, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"held"}}""", refuses);

    private static string Binding(string user) => $$$"""
        {"metadata":{"name":"{{{user}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
        "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}
        """;

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private async Task GrantAsync(string user)
    {
        await api.Admin.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Binding(user)).Expect(HttpStatusCode.Created);
        var client = api.Client($"CN={user}");
        await Until(async () => (await client.ReadAsync("/api/v1/namespaces/default/pods")).Code == HttpStatusCode.OK);
    }

    /// <summary>A level of one seat that does not borrow, for one user.</summary>
    private async Task MakeLevelAsync(string name, string user, string response = """{"type":"Reject"}""")
    {
        await api.Admin.PostAsync(Levels, $$$"""
            {"metadata":{"name":"{{{name}}}"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":1,"borrowingLimitPercent":0,"limitResponse":{{{response}}} } } }
            """).Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync(Schemas, $$$"""
            {"metadata":{"name":"{{{name}}}"},"spec":{"matchingPrecedence":60,"priorityLevelConfiguration":{"name":"{{{name}}}"},"distinguisherMethod":{"type":"ByUser"},
            "rules":[{"subjects":[{"kind":"User","user":{"name":"{{{user}}}"}}],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}]}]}}
            """).Expect(HttpStatusCode.Created);
        await Until(async () => (await HeadersAsync(api.Client($"CN={user}"), "/api/v1/namespaces/default/pods")).Level == await UidAsync(Levels, name));
    }

    private async Task<string> UidAsync(string path, string name) => (string)(await api.Admin.ReadAsync($"{path}/{name}").Expect(HttpStatusCode.OK))["metadata"]!["uid"]!;

    private static async Task<(string Schema, string Level)> HeadersAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (answer.Headers.GetValues(SchemaHeader).Single(), answer.Headers.GetValues(LevelHeader).Single());
    }
}
