using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Admission;

public sealed class VolumeTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Spec = """{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}""";

    [Fact]
    public async Task A_claim_without_a_class_gets_the_default_one_and_is_held_while_in_use()
    {
        var ns = await api.NamespaceAsync();

        var claim = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/persistentvolumeclaims", $$$"""{"metadata":{"name":"a"},"spec":{{{Spec}}}}""").Expect(HttpStatusCode.Created);

        Assert.Equal("standard", (string?)claim["spec"]!["storageClassName"]);
        Assert.Equal("kubernetes.io/pvc-protection", (string?)claim["metadata"]!["finalizers"]![0]);
    }

    [Fact]
    public async Task A_claim_that_is_not_bound_does_not_grow()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/persistentvolumeclaims", $$$"""{"metadata":{"name":"a"},"spec":{{{Spec}}}}""").Expect(HttpStatusCode.Created);

        var refused = await api.Admin.PatchAsync($"/api/v1/namespaces/{ns}/persistentvolumeclaims/a", """{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""").Expect(HttpStatusCode.Forbidden);

        Assert.Equal("""persistentvolumeclaims "a" is forbidden: Only bound persistent volume claims can be expanded""", (string?)refused["message"]);
    }
}
