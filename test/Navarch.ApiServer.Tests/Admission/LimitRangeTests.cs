using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Admission;

public sealed class LimitRangeTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Containers_get_what_they_leave_open()
    {
        var ns = await WithRangeAsync("""{"type":"Container","default":{"cpu":"500m"},"defaultRequest":{"cpu":"100m"}}""");

        var pod = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod("{}")).Expect(HttpStatusCode.Created);

        Assert.Equal("""{"limits":{"cpu":"500m"},"requests":{"cpu":"100m"}}""", pod["spec"]!["containers"]![0]!["resources"]!.ToJsonString());
        Assert.Equal("LimitRanger plugin set: cpu request for container main; cpu limit for container main", (string?)pod["metadata"]!["annotations"]!["kubernetes.io/limit-ranger"]);
        Assert.Equal("Burstable", (string?)pod["status"]!["qosClass"]);
    }

    [Theory]
    [InlineData("""{"type":"Container","min":{"cpu":"200m"}}""", """{"requests":{"cpu":"100m"}}""", "minimum cpu usage per Container is 200m, but request is 100m")]
    [InlineData("""{"type":"Container","max":{"cpu":"1"}}""", """{"limits":{"cpu":"2"}}""", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("""{"type":"Pod","max":{"memory":"1Gi"}}""", """{"limits":{"memory":"2Gi"}}""", "maximum memory usage per Pod is 1Gi, but limit is 2Gi")]
    [InlineData("""{"type":"Container","maxLimitRequestRatio":{"cpu":"2"}}""", """{"requests":{"cpu":"100m"},"limits":{"cpu":"400m"}}""", "cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000")]
    public async Task What_is_out_of_range_is_refused(string limit, string resources, string why)
    {
        var ns = await WithRangeAsync(limit);

        var refused = await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", Pod(resources)).Expect(HttpStatusCode.Forbidden);

        Assert.Equal($"pods \"a\" is forbidden: {why}", (string?)refused["message"]);
    }

    private async Task<string> WithRangeAsync(string limit)
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/limitranges", $$$"""{"metadata":{"name":"r"},"spec":{"limits":[{{{limit}}}]}}""").Expect(HttpStatusCode.Created);
        return ns;
    }

    private static string Pod(string resources) =>
        $$$"""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"main","image":"i","resources":{{{resources}}}}]}}""";
}
