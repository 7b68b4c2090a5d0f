using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Apply;

/// <summary>Applying a scale: the replicas of the object itself are owned by way of the subresource.</summary>
public sealed class ApplyScaleTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Yaml = "application/apply-patch+yaml";

    [Fact]
    public async Task An_applied_scale_changes_the_replicas_and_owns_them()
    {
        var path = await DeploymentAsync();
        var conflict = await ApplyAsync(path, "scaler", 5).Expect(HttpStatusCode.Conflict);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"creator\" using apps/v1: .spec.replicas", (string?)conflict["message"]);
        Assert.Equal("FieldManagerConflict", (string?)conflict["details"]!["causes"]![0]!["reason"]);

        var scale = await ApplyAsync(path, "scaler&force=true", 5).Expect(HttpStatusCode.OK);
        Assert.Equal("Scale", (string?)scale["kind"]);
        Assert.Equal(5, (int?)scale["spec"]!["replicas"]);
        Assert.Equal(
            """{"manager":"scaler","operation":"Apply","apiVersion":"autoscaling/v1","fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}""",
            WithoutTime(Assert.Single(scale["metadata"]!["managedFields"]!.AsArray())!));

        var deployment = await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.Equal(5, (int?)deployment["spec"]!["replicas"]);
        var owner = deployment["metadata"]!["managedFields"]!.AsArray().Single(e => (string?)e!["manager"] == "scaler")!;
        Assert.Equal("""{"manager":"scaler","operation":"Apply","apiVersion":"apps/v1","fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}""", WithoutTime(owner));

        var refused = await api.Admin.PatchAsync($"{path}?fieldManager=other", """{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":7}}""", Yaml).Expect(HttpStatusCode.Conflict);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\": .spec.replicas", (string?)refused["message"]);
    }

    [Fact]
    public async Task Whoever_scales_owns_the_replicas_in_every_way_of_writing()
    {
        var path = await DeploymentAsync();
        await api.Admin.PatchAsync($"{path}/scale?fieldManager=patcher", """{"spec":{"replicas":3}}""").Expect(HttpStatusCode.OK);
        var scale = await api.Admin.ReadAsync($"{path}/scale").Expect(HttpStatusCode.OK);
        Assert.Equal(
            """{"manager":"patcher","operation":"Update","apiVersion":"autoscaling/v1","fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}""",
            WithoutTime(Assert.Single(scale["metadata"]!["managedFields"]!.AsArray())!));
    }

    [Theory]
    [InlineData("""{"apiVersion":"apps/v1","kind":"Scale","spec":{"replicas":1}}""", 400, "Incorrect version specified in apply patch. Specified patch version: apps/v1, expected: autoscaling/v1")]
    [InlineData("""{"apiVersion":"autoscaling/v1","kind":"Deployment","spec":{"replicas":1}}""", 400, "Incorrect kind specified in apply patch. Specified patch kind: Deployment, expected: Scale")]
    [InlineData("""{"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":-1}}""", 422, "Scale.autoscaling \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"e"},"spec":{"replicas":1}}""", 400, "the name of the object (e) does not match the name on the URL (d)")]
    [InlineData("""{"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"nosuch":1}}""", 400, null)]
    [InlineData("""{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"resourceVersion":"1"},"spec":{"replicas":1}}""", 409, null)]
    public async Task A_scale_that_cannot_be_applied_is_refused(string body, int code, string? message)
    {
        var path = await DeploymentAsync();
        (await api.Admin.SendRawAsync("PATCH", $"{path}/scale?fieldManager=m&force=true", body, Yaml))
            .Refuses(code, code switch { 400 => "BadRequest", 409 => "Conflict", _ => "Invalid" }, message);
    }

    [Fact]
    public async Task The_scale_of_what_is_not_there_cannot_be_applied()
    {
        var path = await DeploymentAsync();
        (await api.Admin.SendRawAsync("PATCH", $"{path}x/scale?fieldManager=m", """{"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":1}}""", Yaml))
            .Refuses(404, "NotFound", "deployments.apps \"dx\" not found");
    }

    private static string WithoutTime(JsonNode entry)
    {
        var copy = entry.DeepClone().AsObject();
        Assert.True(copy.Remove("time"));
        Assert.True(copy.Remove("fieldsType"));
        return copy.ToJsonString();
    }

    private Task<(HttpStatusCode Code, JsonNode Body)> ApplyAsync(string path, string manager, int replicas) => api.Admin.PatchAsync(
        $"{path}/scale?fieldManager={manager}", $$$"""{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"d"},"spec":{"replicas":{{{replicas}}}}}""", Yaml);

    private async Task<string> DeploymentAsync()
    {
        var path = $"/apis/apps/v1/namespaces/{await api.NamespaceAsync()}/deployments";
        await api.Admin.PostAsync($"{path}?fieldManager=creator", """
            {"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """).Expect(HttpStatusCode.Created);
        return $"{path}/d";
    }
}
