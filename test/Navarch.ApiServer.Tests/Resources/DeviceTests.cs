using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class DeviceTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_taint_of_a_device_is_dated_once()
    {
        const string path = "/apis/resource.k8s.io/v1/resourceslices";
        const string body = """
            {"metadata":{"name":"s"},"spec":{"driver":"gpu.example.com","pool":{"name":"n","generation":0,"resourceSliceCount":1},"nodeName":"n",
            "devices":[{"name":"d","taints":[{"key":"broken","effect":"NoSchedule"}]}]}}
            """;
        var created = await api.Admin.PostAsync(path, body).Expect(HttpStatusCode.Created);
        var dated = (string?)created["spec"]!["devices"]![0]!["taints"]![0]!["timeAdded"];
        Assert.NotNull(dated);
        Assert.Equal(1, (int?)created["metadata"]!["generation"]);
        var again = await api.Admin.PutAsync($"{path}/s", body).Expect(HttpStatusCode.OK);
        Assert.Equal(dated, (string?)again["spec"]!["devices"]![0]!["taints"]![0]!["timeAdded"]);
        Assert.Equal((string?)created["metadata"]!["resourceVersion"], (string?)again["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_claim_keeps_what_it_asks_for_and_is_allocated_by_its_status()
    {
        var path = $"/apis/resource.k8s.io/v1/namespaces/{await api.NamespaceAsync()}/resourceclaims";
        await api.Admin.PostAsync(path, """
            {"metadata":{"name":"c"},"spec":{"devices":{"requests":[{"name":"gpu","exactly":{"deviceClassName":"gpu.example.com"}}]}},"status":{"reservedFor":[{"resource":"pods","name":"p","uid":"u"}]}}
            """).Expect(HttpStatusCode.Created);
        var refused = await api.Admin.PatchAsync($"{path}/c", """{"spec":{"devices":{"requests":[]}}}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("spec", (string?)refused["details"]!["causes"]![0]!["field"]);
        await api.Admin.PatchAsync($"{path}/c/status", """{"status":{"reservedFor":[{"resource":"pods","name":"p","uid":"u"}]}}""").Expect(HttpStatusCode.UnprocessableEntity);
        var allocated = await api.Admin.PatchAsync(
            $"{path}/c/status",
            """{"status":{"allocation":{"devices":{"results":[{"request":"gpu","driver":"gpu.example.com","pool":"n","device":"d"}]}},"reservedFor":[{"resource":"pods","name":"p","uid":"u"}]}}""").Expect(HttpStatusCode.OK);
        Assert.Equal("d", (string?)allocated["status"]!["allocation"]!["devices"]!["results"]![0]!["device"]);
        Assert.Null(allocated["metadata"]!["generation"]);
    }
}
