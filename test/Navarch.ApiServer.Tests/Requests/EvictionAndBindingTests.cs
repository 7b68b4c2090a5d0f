using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Subresources that take a document of their own, and refuse it.</summary>
public sealed class EvictionAndBindingTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Violates = "Cannot evict pod as it would violate the pod's disruption budget.";

    [Theory]
    [InlineData(1, 0, 2, 2, true, "The disruption budget b needs 2 healthy pods and has 2 currently")]
    [InlineData(0, 1, 2, 2, true, "The disruption budget b is still being processed by the server.")]
    [InlineData(1, 0, 2, 1, false, "The disruption budget b needs 2 healthy pods and has 1 currently")]
    public async Task A_budget_that_is_used_up_keeps_its_pods(int observed, int allowed, int desired, int current, bool isReady, string cause)
    {
        var path = await RunningAsync(isReady);
        await BudgetAsync(path, "", observed, allowed, desired, current);
        var answer = (await api.Admin.SendRawAsync("POST", $"{path}/pods/p/eviction", """{"metadata":{"name":"p"}}""")).Refuses(429, "TooManyRequests", Violates);
        var why = Assert.Single(answer.Json["details"]!["causes"]!.AsArray())!;
        Assert.Equal("DisruptionBudget", (string?)why["reason"]);
        Assert.Equal(cause, (string?)why["message"]);
        Assert.Equal(observed == 0 ? 10 : null, (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds);
        await api.Admin.ReadAsync($"{path}/pods/p").Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""unhealthyPodEvictionPolicy":"AlwaysAllow""", 2, 0)]
    [InlineData("", 2, 2)]
    public async Task A_pod_that_is_not_ready_may_go_where_that_harms_nobody(string policy, int desired, int current)
    {
        var path = await RunningAsync(isReady: false);
        await BudgetAsync(path, policy, 1, 0, desired, current);
        var done = await api.Admin.PostAsync($"{path}/pods/p/eviction", """{"metadata":{"name":"p"}}""").Expect(HttpStatusCode.Created);
        Assert.Equal("Success", (string?)done["status"]);
        Assert.NotNull((await api.Admin.ReadAsync($"{path}/pods/p").Expect(HttpStatusCode.OK))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task An_eviction_is_counted_once_and_not_at_all_in_a_dry_run()
    {
        var path = await RunningAsync(isReady: true);
        await BudgetAsync(path, "", 1, 1, 1, 2);
        await api.Admin.PostAsync($"{path}/pods/p/eviction", """{"metadata":{"name":"p"},"deleteOptions":{"dryRun":["All"]}}""").Expect(HttpStatusCode.Created);
        Assert.Equal(1, await AllowedAsync(path));
        await api.Admin.PostAsync($"{path}/pods/p/eviction", """{"metadata":{"name":"p"}}""").Expect(HttpStatusCode.Created);
        Assert.Equal(0, await AllowedAsync(path));
    }

    [Theory]
    [InlineData("eviction", """{"metadata":{"name":"other"}}""", 400, "BadRequest", "name in URL does not match name in Eviction object")]
    [InlineData("eviction", """{"kind":"Pod","apiVersion":"v1"}""", 400, "BadRequest", null)]
    [InlineData("eviction", """{"deleteOptions":{"propagationPolicy":"x"}}""", 422, "Invalid", null)]
    [InlineData("eviction", """{"deleteOptions":{"preconditions":{"uid":"x"}}}""", 409, "Conflict", null)]
    [InlineData("binding", """{"metadata":{"name":"other"},"target":{"name":"n"}}""", 400, "BadRequest", "name in URL does not match name in Binding object")]
    [InlineData("binding", """{"target":{"name":"n"}}""", 409, "Conflict", "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n1\"")]
    [InlineData("binding", "{}", 422, "Invalid", null)]
    public async Task A_document_that_does_not_fit_the_pod_is_refused(string subresource, string body, int code, string reason, string? message)
    {
        var path = await RunningAsync(isReady: true);
        (await api.Admin.SendRawAsync("POST", $"{path}/pods/p/{subresource}", body)).Refuses(code, reason, message);
    }

    [Theory]
    [InlineData("""{"spec":{"expirationSeconds":60}}""", 422, "Invalid", "TokenRequest.authentication.k8s.io \"default\" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes")]
    [InlineData("""{"spec":{"expirationSeconds":4294967297}}""", 422, "Invalid", "TokenRequest.authentication.k8s.io \"default\" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"nosuch"}}}""", 404, "NotFound", "pods \"nosuch\" not found")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Service","apiVersion":"v1","name":"x"}}}""", 400, "BadRequest", null)]
    public async Task A_token_that_cannot_be_given_is_refused(string body, int code, string reason, string? message)
    {
        var ns = await api.NamespaceAsync();
        (await api.Admin.SendRawAsync("POST", $"/api/v1/namespaces/{ns}/serviceaccounts/default/token", body)).Refuses(code, reason, message);
    }

    private async Task<int> AllowedAsync(string path) =>
        (int)(await api.Admin.ReadAsync($"{Budgets(path)}/b").Expect(HttpStatusCode.OK))["status"]!["disruptionsAllowed"]!;

    private static string Budgets(string path) => $"/apis/policy/v1/{path["/api/v1/".Length..]}/poddisruptionbudgets";

    private async Task BudgetAsync(string path, string policy, int observed, int allowed, int desired, int current)
    {
        var more = policy.Length > 0 ? $",\"{policy}\"" : "";
        await api.Admin.PostAsync(Budgets(path), $$$$"""{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}{{{{more}}}}}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PatchAsync(
            $"{Budgets(path)}/b/status",
            $$$$"""{"status":{"observedGeneration":{{{{observed}}}},"disruptionsAllowed":{{{{allowed}}}},"desiredHealthy":{{{{desired}}}},"currentHealthy":{{{{current}}}},"expectedPods":2}}""").Expect(HttpStatusCode.OK);
    }

    private async Task<string> RunningAsync(bool isReady)
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}";
        await api.Admin.PostAsync($"{path}/pods", """{"metadata":{"name":"p","labels":{"a":"b"}},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}}""").Expect(HttpStatusCode.Created);
        var ready = isReady ? "True" : "False";
        JsonNode status = await api.Admin.PatchAsync($"{path}/pods/p/status", $$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{ready}}}"}]}}""").Expect(HttpStatusCode.OK);
        Assert.Equal("Running", (string?)status["status"]!["phase"]);
        return path;
    }
}
