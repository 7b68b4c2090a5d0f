using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Authorization;

public sealed class AccessTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("", "/api/v1/pods", "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" at the cluster scope")]
    [InlineData("CN=jane", "/api/v1/namespaces/default/pods/x", "pods \"x\" is forbidden: User \"jane\" cannot get resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("CN=jane", "/metrics", "forbidden: User \"jane\" cannot get path \"/metrics\"")]
    public async Task Who_is_not_allowed_is_told_what(string subject, string path, string message)
    {
        var refused = await api.Client(subject).ReadAsync(path).Expect(HttpStatusCode.Forbidden);
        Assert.Equal(message, (string?)refused["message"]);
        Assert.Equal("Forbidden", (string?)refused["reason"]);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_opens_nothing()
    {
        using var client = api.Client("");
        Assert.Equal("v1.36.0+navarch", (string?)(await client.ReadAsync("/version").Expect(HttpStatusCode.OK))["gitVersion"]);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "not.a.token");
        await client.ReadAsync("/version").Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_binding_opens_what_its_role_says_in_its_namespace_and_closes_it_when_deleted()
    {
        var ns = await api.NamespaceAsync();
        var bindings = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings";
        var jane = api.Client($"CN=jane-{ns}");
        await api.Admin.PostAsync(bindings, $$$"""
            {"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
            "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane-{{{ns}}}"}]}
            """).Expect(HttpStatusCode.Created);
        await Until(async () => (await jane.ReadAsync($"/api/v1/namespaces/{ns}/pods")).Code == HttpStatusCode.OK);
        await jane.ReadAsync($"/api/v1/namespaces/{ns}/secrets").Expect(HttpStatusCode.Forbidden);
        await jane.ReadAsync("/api/v1/namespaces/default/pods").Expect(HttpStatusCode.Forbidden);
        await api.Admin.RemoveAsync($"{bindings}/b").Expect(HttpStatusCode.OK);
        await Until(async () => (await jane.ReadAsync($"/api/v1/namespaces/{ns}/pods")).Code == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nobody_grants_what_they_may_not_do_themselves()
    {
        var ns = await api.NamespaceAsync();
        var roles = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}";
        var jane = api.Client($"CN=jane-{ns}");
        await api.Admin.PostAsync($"{roles}/rolebindings", $$$"""
            {"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},
            "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane-{{{ns}}}"}]}
            """).Expect(HttpStatusCode.Created);
        await Until(async () => (await jane.ReadAsync($"{roles}/roles")).Code == HttpStatusCode.OK);
        await jane.PostAsync($"{roles}/roles", """{"metadata":{"name":"less"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""").Expect(HttpStatusCode.Created);
        var refused = await jane.PostAsync($"{roles}/roles", """{"metadata":{"name":"more"},"rules":[{"apiGroups":[""],"resources":["nodes"],"verbs":["get"]}]}""").Expect(HttpStatusCode.Forbidden);
        Assert.Contains("is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\"]}", (string?)refused["message"], StringComparison.Ordinal);
        await jane.PostAsync($"{roles}/rolebindings", """
            {"metadata":{"name":"c"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[]}
            """).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Changing_what_exists_is_no_right_to_create()
    {
        var ns = await api.NamespaceAsync();
        var roles = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}";
        await api.Admin.PostAsync($"{roles}/roles", """
            {"metadata":{"name":"changer"},"rules":[{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","update","patch"]}]}
            """).Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync($"{roles}/rolebindings", $$$"""
            {"metadata":{"name":"changer"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"changer"},
            "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane-{{{ns}}}"}]}
            """).Expect(HttpStatusCode.Created);
        var jane = api.Client($"CN=jane-{ns}");
        var lease = $"/apis/coordination.k8s.io/v1/namespaces/{ns}/leases/l";
        await Until(async () => (await jane.ReadAsync(lease)).Code == HttpStatusCode.NotFound);
        await jane.PutAsync(lease, """{"metadata":{"name":"l"}}""").Expect(HttpStatusCode.Forbidden);
        await jane.PatchAsync($"{lease}?fieldManager=x", """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease"}""", "application/apply-patch+yaml").Expect(HttpStatusCode.Forbidden);
        var created = await api.Admin.PutAsync(lease, """{"metadata":{"name":"l"}}""").Expect(HttpStatusCode.Created);
        created["spec"] = new JsonObject { ["holderIdentity"] = "jane" };
        await jane.PutAsync(lease, created.ToJsonString()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_service_account_token_works_until_its_account_is_gone()
    {
        var ns = await api.NamespaceAsync();
        var accounts = $"/api/v1/namespaces/{ns}/serviceaccounts";
        var issued = await api.Admin.PostAsync($"{accounts}/default/token", """{"spec":{"expirationSeconds":600}}""").Expect(HttpStatusCode.Created);
        var client = api.Client("");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)issued["status"]!["token"]);
        var who = await client.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}").Expect(HttpStatusCode.Created);
        Assert.Equal($"system:serviceaccount:{ns}:default", (string?)who["status"]!["userInfo"]!["username"]);
        Assert.Contains($"system:serviceaccounts:{ns}", who["status"]!["userInfo"]!["groups"]!.AsArray().Select(g => (string?)g));

        await api.Admin.RemoveAsync($"{accounts}/default").Expect(HttpStatusCode.OK);
        await client.ReadAsync("/version").Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Impersonation_needs_leave()
    {
        var admin = api.Client("O=system:masters, CN=admin");
        admin.DefaultRequestHeaders.Add("Impersonate-User", "joe");
        var refused = await admin.ReadAsync("/api/v1/nodes").Expect(HttpStatusCode.Forbidden);
        Assert.Contains("User \"joe\"", (string?)refused["message"], StringComparison.Ordinal);

        var jane = api.Client("CN=jane");
        jane.DefaultRequestHeaders.Add("Impersonate-User", "joe");
        refused = await jane.ReadAsync("/version").Expect(HttpStatusCode.Forbidden);
        Assert.Equal("users \"joe\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", (string?)refused["message"]);
    }

    [Fact]
    public async Task Components_in_the_process_are_authorised_like_everybody()
    {
        var scheduler = api.Server.CreateInProcessClient(UserInfo.Authenticated("system:kube-scheduler"));
        Assert.True((await scheduler.ListAsync<Pod>()).IsSuccess);
        var refused = await scheduler.ListAsync<Secret>();
        Assert.True(refused.IsForbidden);
    }

    [Fact]
    public async Task Components_in_the_process_share_records_with_watchers()
    {
        var ns = await api.NamespaceAsync();
        var client = api.Server.CreateInProcessClient(UserInfo.Authenticated("admin", UserInfo.MastersGroup));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var watch = client.WatchAsync<ConfigMap>(new ListQuery { Namespace = ns }, stop.Token).GetAsyncEnumerator(stop.Token);
        var created = await client.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Name = "x", Namespace = ns } }, stop.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Same(created.Value, watch.Current.Object);
        Assert.NotEqual("", created.Value.Metadata.ResourceVersion);
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
