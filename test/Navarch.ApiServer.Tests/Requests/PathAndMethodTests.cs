using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>What paths and methods that nobody serves are answered.</summary>
public sealed class PathAndMethodTests(TestApi api) : IClassFixture<TestApi>
{
    private const string NotFound = "the server could not find the requested resource";
    private const string NotAllowed = "the server does not allow this method on the requested resource";

    [Theory]
    [InlineData("GET", "/api/v1//namespaces")]
    [InlineData("GET", "/api//v1/namespaces")]
    [InlineData("GET", "/apis//v1/deployments")]
    [InlineData("GET", "/api/v1/namespaces//pods")]
    [InlineData("GET", "/api/v1/namespaces/default//pods")]
    [InlineData("GET", "/api/v1/namespaces/default/pods//status")]
    [InlineData("GET", "/api/v1/nosuch")]
    [InlineData("GET", "/api/v2/pods")]
    [InlineData("GET", "/apis/apps/v1/namespaces/default/deployments/x/nosuch")]
    [InlineData("GET", "/api/v1/namespaces/default/nodes")]
    [InlineData("GET", "/nosuch")]
    public async Task Paths_that_lead_nowhere_are_not_found(string method, string path) =>
        (await api.Admin.SendRawAsync(method, path)).Refuses(404, "NotFound", NotFound);

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps/named")]
    [InlineData("PUT", "/api/v1/namespaces/default/configmaps")]
    [InlineData("PATCH", "/api/v1/namespaces/default/configmaps")]
    [InlineData("POST", "/api/v1/pods")]
    [InlineData("OPTIONS", "/api/v1/pods")]
    [InlineData("TRACE", "/api/v1/pods")]
    [InlineData("MADEUP", "/api/v1/namespaces/default/configmaps/a")]
    [InlineData("DELETE", "/api/v1/namespaces/default/pods/x/status")]
    [InlineData("GET", "/api/v1/namespaces/default/pods/x/binding")]
    [InlineData("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")]
    [InlineData("DELETE", "/api/v1/namespaces//default")]
    [InlineData("POST", "/version")]
    [InlineData("DELETE", "/apis/apps/v1")]
    public async Task Methods_that_a_path_does_not_have_are_not_allowed(string method, string path) =>
        (await api.Admin.SendRawAsync(method, path, method is "GET" or "TRACE" or "OPTIONS" ? null : "{}"u8.ToArray(), method is "GET" or "TRACE" or "OPTIONS" ? null : "application/json"))
            .Refuses(405, "MethodNotAllowed", NotAllowed);

    [Theory]
    [InlineData("/api/v1/namespaces/default")]
    [InlineData("/api/v1/namespaces/default/")]
    [InlineData("/api/v1/name%73paces/default")]
    [InlineData("/api/v1/namespaces/def%61ult?watch=true")]
    [InlineData("/api/v1/namespaces/default?unknown=1&unknown=2")]
    public async Task The_same_object_may_be_asked_for_in_many_ways(string path)
    {
        var answer = await api.Admin.SendRawAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("default", (string?)answer.Json["metadata"]!["name"]);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("UPPER")]
    [InlineData("%20")]
    [InlineData("%E2%82%AC")]
    [InlineData("a%25b")]
    public async Task A_name_that_no_object_can_have_is_not_found(string name)
    {
        var answer = await api.Admin.SendRawAsync("GET", $"/api/v1/namespaces/default/configmaps/{name}");
        answer.Refuses(404, "NotFound");
    }

    [Fact]
    public async Task A_head_request_is_answered_with_headers_only()
    {
        var answer = await api.Admin.SendRawAsync("HEAD", "/api/v1/namespaces/default");
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Empty(answer.Bytes);
        Assert.Equal("application/json", answer.ContentType);
    }
}
