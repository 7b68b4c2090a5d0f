using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class ConversionTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task An_autoscaler_written_at_one_version_is_read_at_the_other_and_loses_nothing_on_the_way_back()
    {
        var ns = await api.NamespaceAsync();
        var (v1, v2) = ($"/apis/autoscaling/v1/namespaces/{ns}/horizontalpodautoscalers", $"/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers");
        await api.Admin.PostAsync(v2, """
            {"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":5,"metrics":[
            {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}},
            {"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}}]}}
            """).Expect(HttpStatusCode.Created);
        var old = await api.Admin.ReadAsync($"{v1}/h").Expect(HttpStatusCode.OK);
        Assert.Equal("autoscaling/v1", (string?)old["apiVersion"]);
        Assert.Equal(70, (int?)old["spec"]!["targetCPUUtilizationPercentage"]);

        old["spec"]!["maxReplicas"] = 7;
        await api.Admin.PutAsync($"{v1}/h", old.ToJsonString()).Expect(HttpStatusCode.OK);
        var now = await api.Admin.ReadAsync($"{v2}/h").Expect(HttpStatusCode.OK);
        Assert.Equal(7, (int?)now["spec"]!["maxReplicas"]);
        Assert.Equal(["cpu", "memory"], now["spec"]!["metrics"]!.AsArray().Select(m => (string?)m!["resource"]!["name"]));
        Assert.Null(now["metadata"]!["annotations"]);
        Assert.Single((await api.Admin.ReadAsync(v1).Expect(HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Events_of_both_groups_are_the_same_events()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/apis/events.k8s.io/v1/namespaces/{ns}/events", $$$"""
            {"metadata":{"name":"e"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"test","reportingInstance":"t","action":"Act","reason":"Because","type":"Normal",
            "note":"It happened","regarding":{"kind":"Pod","namespace":"{{{ns}}}","name":"p"}}
            """).Expect(HttpStatusCode.Created);
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"/api/v1/namespaces/{ns}/events?watch=1&fieldSelector=involvedObject.name%3Dp");
        Assert.Equal(("ADDED", "e"), await watch.NextAsync());
        Assert.Equal("It happened", (string?)watch.Last!["object"]!["message"]);
        Assert.Equal("v1", (string?)watch.Last["object"]!["apiVersion"]);
    }
}
