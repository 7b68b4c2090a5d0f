using System.Net;
using System.Text;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

/// <summary>The rules of core kinds as clients meet them: causes, warnings, and what each subresource may change.</summary>
public sealed class CoreRulesTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Container = """{"name":"c","image":"nginx","resources":{"requests":{"cpu":"1"}}}""";

    [Fact]
    public async Task All_faults_of_an_object_are_told_at_once()
    {
        var ns = await api.NamespaceAsync();
        var status = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", """
            {"metadata":{"name":"p"},"spec":{"restartPolicy":"Maybe","containers":[{"name":"c","image":"","ports":[{"containerPort":70000}],"volumeMounts":[{"name":"x","mountPath":"/x"}]}]}}
            """).Expect(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "FieldValueInvalid spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
                "FieldValueNotFound spec.containers[0].volumeMounts[0].name: Not found: \"x\"",
                "FieldValueNotSupported spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"Never\", \"OnFailure\"",
                "FieldValueRequired spec.containers[0].image: Required value",
            ],
            status["details"]!["causes"]!.AsArray().Select(c => $"{c!["reason"]} {c["field"]}: {c["message"]}").Order(StringComparer.Ordinal));
        Assert.StartsWith("Pod \"p\" is invalid: [", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_the_kernel_with_bad_names_are_refused_and_good_ones_not_mentioned()
    {
        var ns = await api.NamespaceAsync();
        var status = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", $$$"""
            {"metadata":{"name":"p"},"spec":{"containers":[{{{Container}}}],"securityContext":{"sysctls":[{"name":"foo-","value":"bar"},{"name":"kernel.shmmax","value":"100000000"},{"name":"bar..","value":"42"}]} } }
            """).Expect(HttpStatusCode.UnprocessableEntity);
        var message = (string?)status["message"];
        Assert.Contains("spec.securityContext.sysctls[0].name: Invalid value: \"foo-\"", message, StringComparison.Ordinal);
        Assert.Contains("spec.securityContext.sysctls[2].name: Invalid value: \"bar..\"", message, StringComparison.Ordinal);
        Assert.DoesNotContain("kernel.shmmax", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("configmaps", "\"x\"")]
    [InlineData("secrets", "\"eA==\"")]
    public async Task An_empty_key_is_refused_and_an_immutable_object_stays(string resource, string value)
    {
        var ns = await api.NamespaceAsync();
        var all = $"/api/v1/namespaces/{ns}/{resource}";
        await api.Admin.PostAsync(all, $$$"""{"metadata":{"name":"e"},"data":{"":{{{value}}} } }""").Expect(HttpStatusCode.UnprocessableEntity);

        await api.Admin.PostAsync(all, $$$"""{"metadata":{"name":"a"},"data":{"k":{{{value}}} } }""").Expect(HttpStatusCode.Created);
        await api.Admin.PatchAsync($"{all}/a", $$$"""{"data":{"l":{{{value}}} } }""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{all}/a", """{"immutable":true}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{all}/a", $$$"""{"data":{"m":{{{value}}} } }""").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync($"{all}/a", """{"immutable":false}""").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync($"{all}/a", """{"metadata":{"labels":{"a":"b"}}}""").Expect(HttpStatusCode.OK);
        await api.Admin.RemoveAsync($"{all}/a").Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_good_but_doubtful_pod_is_taken_with_a_warning()
    {
        var ns = await api.NamespaceAsync();
        using var answer = await PostAsync($"/api/v1/namespaces/{ns}/pods", $$$"""
            {"metadata":{"name":"p"},"spec":{"nodeSelector":{"beta.kubernetes.io/os":"linux"},"containers":[{{{Container}}}]} }
            """);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(
            ["299 - \"spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \\\"kubernetes.io/os\\\" instead\""],
            answer.Headers.GetValues("Warning"));

        using var refused = await PostAsync($"/api/v1/namespaces/{ns}/pods", """{"metadata":{"name":"q"},"spec":{"nodeSelector":{"beta.kubernetes.io/os":"linux"},"containers":[]}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task Who_reads_a_kind_that_is_going_is_told_its_successor()
    {
        using var answer = await api.Admin.GetAsync("/api/v1/namespaces/default/endpoints");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\""], answer.Headers.GetValues("Warning"));
    }

    [Fact]
    public async Task Each_subresource_of_a_pod_changes_its_own_part_by_its_own_rules()
    {
        var ns = await api.NamespaceAsync();
        var pod = $"/api/v1/namespaces/{ns}/pods/p";
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", $$$"""{"metadata":{"name":"p"},"spec":{"restartPolicy":"Never","containers":[{{{Container}}}]} }""").Expect(HttpStatusCode.Created);

        await api.Admin.PatchAsync(pod, """{"spec":{"containers":[{"name":"c","image":"nginx","command":["x"]}]}}""", "application/strategic-merge-patch+json").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync(pod, """{"spec":{"activeDeadlineSeconds":100}}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync(pod, """{"spec":{"activeDeadlineSeconds":200}}""").Expect(HttpStatusCode.UnprocessableEntity);

        await api.Admin.PatchAsync($"{pod}/resize", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"2"}}}]}}""", "application/strategic-merge-patch+json").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{pod}/resize", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"2","vendor.example/gpu":"1"},"limits":{"vendor.example/gpu":"1"}}}]}}""", "application/strategic-merge-patch+json").Expect(HttpStatusCode.UnprocessableEntity);

        await api.Admin.PatchAsync($"{pod}/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"c","image":"x"}]}}""", "application/strategic-merge-patch+json").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync($"{pod}/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"e","image":"x"}]}}""", "application/strategic-merge-patch+json").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{pod}/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"e","image":"y"}]}}""", "application/strategic-merge-patch+json").Expect(HttpStatusCode.UnprocessableEntity);

        await api.Admin.PatchAsync($"{pod}/status", """{"status":{"containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"","imageID":"","state":{"terminated":{"exitCode":1}}}]}}""").Expect(HttpStatusCode.OK);
        var back = await api.Admin.PatchAsync($"{pod}/status", """{"status":{"containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"","imageID":"","state":{"running":{}}}]}}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("may not be transitioned to non-terminated state", (string?)back["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_is_bound_to_a_node_and_evicted_by_its_own_name()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{{{Container}}}]} }""").Expect(HttpStatusCode.Created);
        var refused = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods/p/binding", """{"metadata":{"name":"p"},"target":{"kind":"Shelf"}}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["target.kind", "target.name"], refused["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]));
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods/p/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"q"}}""").Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_job_has_the_selector_the_server_makes_unless_it_says_otherwise()
    {
        var ns = await api.NamespaceAsync();
        const string Template = """ "template":{"metadata":{"labels":{"a":"b"}},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"nginx"}]}} """;
        var refused = await api.Admin.PostAsync($"/apis/batch/v1/namespaces/{ns}/jobs", $$$"""{"metadata":{"name":"j"},"spec":{"selector":{"matchLabels":{"a":"b"} },{{{Template}}} } }""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["spec.selector"], refused["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]));
        await api.Admin.PostAsync($"/apis/batch/v1/namespaces/{ns}/jobs", $$$"""{"metadata":{"name":"k"},"spec":{"manualSelector":true,"selector":{"matchLabels":{"a":"b"} },{{{Template}}} } }""").Expect(HttpStatusCode.Created);
        var job = await api.Admin.PostAsync($"/apis/batch/v1/namespaces/{ns}/jobs", $$$"""{"metadata":{"name":"l"},"spec":{ {{{Template}}} } }""").Expect(HttpStatusCode.Created);
        Assert.Equal((string?)job["metadata"]!["uid"], (string?)job["spec"]!["selector"]!["matchLabels"]!["batch.kubernetes.io/controller-uid"]);
        await api.Admin.PatchAsync($"/apis/batch/v1/namespaces/{ns}/jobs/l", """{"spec":{"completions":3}}""").Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_budget_is_replaced_only_by_who_has_seen_it()
    {
        var ns = await api.NamespaceAsync();
        var budgets = $"/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets";
        var made = await api.Admin.PostAsync(budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PutAsync($"{budgets}/b", """{"metadata":{"name":"b"},"spec":{"minAvailable":2}}""").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PutAsync($"{budgets}/b", $$$"""{"metadata":{"name":"b","resourceVersion":"{{{made["metadata"]!["resourceVersion"]}}}"},"spec":{"minAvailable":2} }""").Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_claim_grows_only_once_it_is_bound()
    {
        var ns = await api.NamespaceAsync();
        var claims = $"/api/v1/namespaces/{ns}/persistentvolumeclaims";
        await api.Admin.PostAsync("/apis/storage.k8s.io/v1/storageclasses", $$$"""{"metadata":{"name":"{{{ns}}}"},"provisioner":"a.example/b","allowVolumeExpansion":true}""").Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync(claims, $$$"""{"metadata":{"name":"c"},"spec":{"storageClassName":"{{{ns}}}","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }""").Expect(HttpStatusCode.Created);
        await api.Admin.PatchAsync($"{claims}/c", """{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""").Expect(HttpStatusCode.Forbidden);
        await api.Admin.PatchAsync($"{claims}/c", """{"spec":{"accessModes":["ReadWriteMany"]}}""").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync($"{claims}/c/status", """{"status":{"phase":"Bound","capacity":{"storage":"1Gi"}}}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{claims}/c", """{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""").Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{claims}/c", """{"spec":{"resources":{"requests":{"storage":"512Mi"}}}}""").Expect(HttpStatusCode.UnprocessableEntity);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await api.Admin.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
