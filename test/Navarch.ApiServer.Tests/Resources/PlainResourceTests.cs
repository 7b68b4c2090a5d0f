using System.Net;
using System.Text;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class PlainResourceTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("storage.k8s.io/v1/storageclasses", """{"metadata":{"name":"gone"},"provisioner":"example.com/disks"}""", "StorageClass")]
    [InlineData("storage.k8s.io/v1/csinodes", """{"metadata":{"name":"gone"},"spec":{"drivers":[]}}""", "CSINode")]
    [InlineData("resource.k8s.io/v1/deviceclasses", """{"metadata":{"name":"gone"},"spec":{}}""", "DeviceClass")]
    [InlineData("scheduling.k8s.io/v1/priorityclasses", """{"metadata":{"name":"gone"},"value":1}""", "Status")]
    public async Task A_delete_answers_as_the_kind_does(string resource, string body, string kind)
    {
        await api.Admin.PostAsync($"/apis/{resource}", body).Expect(HttpStatusCode.Created);
        var answer = await api.Admin.RemoveAsync($"/apis/{resource}/gone").Expect(HttpStatusCode.OK);
        Assert.Equal(kind, (string?)answer["kind"]);
    }

    [Fact]
    public async Task Some_kinds_are_only_updated_at_a_version_one_has_read()
    {
        var created = await api.Admin.PostAsync("/apis/node.k8s.io/v1/runtimeclasses", """{"metadata":{"name":"r"},"handler":"runc"}""").Expect(HttpStatusCode.Created);
        var refused = await api.Admin.PutAsync("/apis/node.k8s.io/v1/runtimeclasses/r", """{"metadata":{"name":"r"},"handler":"runc"}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("metadata.resourceVersion", (string?)refused["details"]!["causes"]![0]!["field"]);
        created["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["a"] = "b" };
        await api.Admin.PutAsync("/apis/node.k8s.io/v1/runtimeclasses/r", created.ToJsonString()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_role_is_also_created_by_an_update()
    {
        var path = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{await api.NamespaceAsync()}/roles/new";
        await api.Admin.PutAsync(path, """{"metadata":{"name":"new"},"rules":[]}""").Expect(HttpStatusCode.Created);
        await api.Admin.PutAsync(path, """{"metadata":{"name":"new"},"rules":[]}""").Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Generations_count_changes_of_the_wanted_state_only()
    {
        const string path = "/apis/networking.k8s.io/v1/ingressclasses";
        var created = await api.Admin.PostAsync(path, """{"metadata":{"name":"g"},"spec":{"controller":"example.com/c"}}""").Expect(HttpStatusCode.Created);
        Assert.Equal(1, (int?)created["metadata"]!["generation"]);
        var labelled = await api.Admin.PatchAsync($"{path}/g", """{"metadata":{"labels":{"a":"b"}}}""").Expect(HttpStatusCode.OK);
        Assert.Equal(1, (int?)labelled["metadata"]!["generation"]);
        var changed = await api.Admin.PatchAsync($"{path}/g", """{"spec":{"parameters":{"kind":"P","name":"p"}}}""").Expect(HttpStatusCode.OK);
        Assert.Equal(2, (int?)changed["metadata"]!["generation"]);
    }

    [Fact]
    public async Task What_is_good_but_doubtful_is_answered_with_a_warning()
    {
        var path = $"/apis/networking.k8s.io/v1/namespaces/{await api.NamespaceAsync()}/ingresses";
        using var body = new StringContent(
            """{"metadata":{"name":"i","annotations":{"kubernetes.io/ingress.class":"x"}},"spec":{"rules":[{}]}}""", Encoding.UTF8, "application/json");
        using var response = await api.Admin.PostAsync(new Uri(path, UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(
            "299 - \"annotation \\\"kubernetes.io/ingress.class\\\" is deprecated, please use 'spec.ingressClassName' instead\"",
            Assert.Single(response.Headers.GetValues("Warning")));
    }

    [Fact]
    public async Task Every_fault_is_a_cause_of_the_refusal()
    {
        var path = $"/apis/networking.k8s.io/v1/namespaces/{await api.NamespaceAsync()}/ingresses";
        var refused = await api.Admin.PostAsync(path, """{"metadata":{"name":"A"},"spec":{"defaultBackend":{},"ingressClassName":"B"}}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Invalid", (string?)refused["reason"]);
        Assert.Equal(["metadata.name", "spec.defaultBackend", "spec.ingressClassName"], refused["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]));
        Assert.All(refused["details"]!["causes"]!.AsArray(), c => Assert.Equal("FieldValueInvalid", (string?)c!["reason"]));
    }
}
