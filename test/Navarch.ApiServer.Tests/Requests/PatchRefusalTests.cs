using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Patches that cannot be read, do not apply, or make something that is no object any more.</summary>
public sealed class PatchRefusalTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Unprocessable = "the server rejected our request due to an error in our request: ";

    [Theory]
    [InlineData(Json, "{", 400, "BadRequest", "error decoding patch: ")]
    [InlineData(Json, "{}", 400, "BadRequest", "")]
    [InlineData(Json, """[{"op":"remove","path":"/spec/nosuch"}]""", 422, "Invalid", Unprocessable + "remove operation does not apply: doc is missing path: \"/spec/nosuch\"")]
    [InlineData(Json, """[{"op":"test","path":"/metadata/name","value":"other"}]""", 422, "Invalid", Unprocessable + "testing value /metadata/name failed")]
    [InlineData(Json, """[{"op":"copy","from":"/nosuch","path":"/spec"}]""", 422, "Invalid", Unprocessable + "copy operation does not apply: doc is missing path: \"/nosuch\"")]
    [InlineData(Json, """[{"op":"move","from":"/spec","path":"/spec/template"}]""", 422, "Invalid", Unprocessable + "move: /spec cannot be moved into itself")]
    [InlineData(Json, """[{"op":"replace","path":"/spec/replicas","value":"many"}]""", 422, "Invalid", " \"\" is invalid: patch: Invalid value: \"{")]
    [InlineData(Json, """[{"op":"replace","path":"","value":7}]""", 422, "Invalid", " \"\" is invalid: patch: Invalid value: \"7\"")]
    [InlineData(Json, """[{"op":"remove","path":""}]""", 400, "BadRequest", "")]
    [InlineData(Json, """[{"op":"replace","path":"/metadata/name","value":"other"}]""", 400, "BadRequest", "the name of the object (other) does not match the name on the URL (d)")]
    [InlineData(Json, """[{"op":"replace","path":"/metadata/namespace","value":"other"}]""", 400, "BadRequest", "the namespace of the object (other) does not match the namespace on the request (")]
    [InlineData(Json, """[{"op":"replace","path":"/kind","value":"Pod"}]""", 422, "Invalid", " \"\" is invalid: patch: Invalid value: \"{")]
    [InlineData(Merge, "[]", 400, "BadRequest", "")]
    [InlineData(Merge, "7", 400, "BadRequest", "")]
    [InlineData(Merge, """{"spec":{"replicas":"many"}}""", 422, "Invalid", " \"\" is invalid: patch: Invalid value: \"{")]
    [InlineData(Merge, """{"spec":{"template":{"spec":{"containers":{}}}}}""", 422, "Invalid", " \"\" is invalid: patch: Invalid value: \"{")]
    [InlineData(Merge, """{"spec":null}""", 422, "Invalid", "Deployment.apps \"d\" is invalid: ")]
    [InlineData(Merge, """{"metadata":{"uid":"another"}}""", 409, "Conflict", "Operation cannot be fulfilled on deployments.apps \"d\": Precondition failed: UID in precondition: another")]
    [InlineData(Strategic, """{"spec":{"template":{"spec":{"containers":[{"image":"x"}]}}}}""", 400, "BadRequest", "map: {\"image\":\"x\"} does not contain declared merge key: name")]
    [InlineData(Strategic, """{"spec":{"$patch":"frobnicate"}}""", 400, "BadRequest", "Unknown patch type found: frobnicate")]
    [InlineData(Strategic, """{"spec":{"template":{"spec":{"$retainKeys":7}}}}""", 400, "BadRequest", "")]
    [InlineData(Strategic, """{"spec":{"replicas":{}}}""", 422, "Invalid", " \"\" is invalid: patch: Invalid value: \"{")]
    [InlineData(Strategic, "null", 400, "BadRequest", "")]
    public async Task A_patch_that_does_not_apply_changes_nothing_and_says_why(string type, string patch, int code, string reason, string start)
    {
        var path = await DeploymentAsync();
        var before = await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        var answer = (await api.Admin.SendRawAsync("PATCH", path, patch, type)).Refuses(code, reason);
        Assert.StartsWith(start, answer.Message, StringComparison.Ordinal);
        Assert.Equal(before.ToJsonString(), (await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK)).ToJsonString());
    }

    [Theory]
    [InlineData(Merge, """{"spec":{"nosuch":1}}""", "unknown field \\\"spec.nosuch\\\"")]
    [InlineData(Merge, """{"metadata":{"labels":{"a":"1","a":"2"}}}""", "duplicate field \\\"metadata.labels.a\\\"")]
    [InlineData(Strategic, """{"spec":{"paused":true,"paused":false}}""", "duplicate field \\\"spec.paused\\\"")]
    [InlineData(Json, """[{"op":"add","path":"/spec/nosuch","value":1}]""", "unknown field \\\"spec.nosuch\\\"")]
    public async Task Unknown_and_doubled_fields_of_patches_are_judged_as_asked(string type, string patch, string problem)
    {
        var path = await DeploymentAsync();
        var refused = (await api.Admin.SendRawAsync("PATCH", $"{path}?fieldValidation=Strict", patch, type)).Refuses(422, "Invalid");
        Assert.EndsWith($"strict decoding error: {problem.Replace("\\", "", StringComparison.Ordinal)}", refused.Message, StringComparison.Ordinal);
        var warned = await api.Admin.SendRawAsync("PATCH", path, patch, type);
        Assert.Equal(HttpStatusCode.OK, warned.Code);
        Assert.Equal($"299 - \"{problem}\"", Assert.Single(warned.Headers.GetValues("Warning")));
        var ignored = await api.Admin.SendRawAsync("PATCH", $"{path}?fieldValidation=Ignore", patch, type);
        Assert.Equal(HttpStatusCode.OK, ignored.Code);
        Assert.False(ignored.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task A_patch_has_no_more_than_ten_thousand_operations()
    {
        var path = await DeploymentAsync();
        var operations = string.Join(",", Enumerable.Repeat("""{"op":"test","path":"/kind","value":"Deployment"}""", 10_001));
        (await api.Admin.SendRawAsync("PATCH", path, $"[{operations}]", Json)).Refuses(
            413, "RequestEntityTooLarge", "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
    }

    [Theory]
    [InlineData(Merge)]
    [InlineData(Strategic)]
    [InlineData("application/apply-patch+yaml")]
    public async Task A_patch_that_nests_without_end_is_a_bad_request(string type)
    {
        var path = await DeploymentAsync();
        const int deep = 20_000;
        var patch = string.Concat(Enumerable.Repeat("{\"a\":", deep)) + "1" + new string('}', deep);
        (await api.Admin.SendRawAsync("PATCH", $"{path}?fieldManager=m", patch, type)).Refuses(400, "BadRequest");
    }

    [Fact]
    public async Task Patches_that_race_each_other_all_win_unless_they_name_a_version()
    {
        var path = await DeploymentAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => api.Admin.PatchAsync(path, $$$$"""{"metadata":{"annotations":{"a{{{{i}}}}":"x"}}}""")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Code));
        var after = await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        Assert.Equal(24, after["metadata"]!["annotations"]!.AsObject().Count);
    }

    private async Task<string> DeploymentAsync()
    {
        var path = $"/apis/apps/v1/namespaces/{await api.NamespaceAsync()}/deployments";
        await api.Admin.PostAsync(path, """
            {"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """).Expect(HttpStatusCode.Created);
        return $"{path}/d";
    }
}
