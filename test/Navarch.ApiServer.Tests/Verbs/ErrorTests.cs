using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class ErrorTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("GET", Pods + "/x", "", 404, "NotFound", "pods \"x\" not found")]
    [InlineData("GET", "/apis/apps/v1/namespaces/default/deployments/x", "", 404, "NotFound", "deployments.apps \"x\" not found")]
    [InlineData("GET", "/api/v1/nosuch", "", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("GET", "/apis/nosuch/v1/things", "", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("DELETE", "/api/v1/namespaces", "", 405, "MethodNotAllowed", "the server does not allow this method on the requested resource")]
    [InlineData("DELETE", "/api/v1/namespaces/default", "", 403, "Forbidden", "namespaces \"default\" is forbidden: this namespace may not be deleted")]
    [InlineData("POST", "/api/v1/namespaces", """{"metadata":{"name":"default"}}""", 409, "AlreadyExists", "namespaces \"default\" already exists")]
    [InlineData("POST", "/api/v1/namespaces/none/configmaps", """{"metadata":{"name":"a"}}""", 404, "NotFound", "namespaces \"none\" not found")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a","namespace":"b"}}""", 400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"kind":"Secret","apiVersion":"v1"}""", 400, "BadRequest", null)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"apiVersion":"v2"}""", 400, "BadRequest", "the API version in the data (v2) does not match the expected API version (v1)")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"Not Good"}}""", 422, "Invalid", null)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{}}""", 422, "Invalid", null)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"},"data":{"a":1}}""", 400, "BadRequest", null)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", "{", 400, "BadRequest", null)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps?dryRun=Some", "{}", 422, "Invalid", null)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps?fieldValidation=Strict", """{"metadata":{"name":"a"},"dta":{}}""", 400, "BadRequest", null)]
    [InlineData("GET", Pods + "?fieldSelector=spec.nosuch=1", "", 400, "BadRequest", null)]
    [InlineData("GET", Pods + "?labelSelector=a%20b%20c", "", 400, "BadRequest", null)]
    [InlineData("GET", Pods + "?continue=rubbish", "", 400, "BadRequest", null)]
    [InlineData("GET", Pods + "?resourceVersion=x", "", 400, "BadRequest", null)]
    [InlineData("GET", Pods + "?resourceVersionMatch=Exact", "", 422, "Invalid", null)]
    [InlineData("GET", Pods + "?watch=1&sendInitialEvents=true", "", 422, "Invalid", null)]
    public async Task Refusals_have_the_shape_clients_know(string method, string path, string body, int code, string reason, string? message)
    {
        var (got, status) = await (method switch
        {
            "POST" => api.Admin.PostAsync(path, body),
            "DELETE" => api.Admin.RemoveAsync(path),
            _ => api.Admin.ReadAsync(path),
        });

        Assert.True((int)got == code, $"{got}: {status.ToJsonString()}");
        Assert.Equal("Status", (string?)status["kind"]);
        Assert.Equal("v1", (string?)status["apiVersion"]);
        Assert.Equal("Failure", (string?)status["status"]);
        Assert.Equal(code, (int?)status["code"]);
        Assert.Equal(reason, (string?)status["reason"]);
        if (message is not null)
        {
            Assert.Equal(message, (string?)status["message"]);
        }
    }

    [Fact]
    public async Task Bodies_in_formats_nobody_reads_are_refused()
    {
        await api.Admin.PostAsync("/api/v1/namespaces/default/configmaps", "x", "application/cbor").Expect(HttpStatusCode.UnsupportedMediaType);
        await api.Admin.PatchAsync("/api/v1/namespaces/default", "x", "application/json").Expect(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Bodies_that_are_too_large_are_refused()
    {
        var status = await api.Admin.PostAsync("/api/v1/namespaces/default/configmaps", new string(' ', 4 * 1024 * 1024)).Expect(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("RequestEntityTooLarge", (string?)status["reason"]);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_given_as_asked_is_not_acceptable()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Pods);
        request.Headers.Accept.ParseAdd("application/xml");
        using var client = api.Client("O=system:masters, CN=admin");
        client.DefaultRequestHeaders.Accept.Clear();
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }

    [Fact]
    public async Task Unknown_fields_are_warned_about()
    {
        var ns = await api.NamespaceAsync();
        using var content = new StringContent("""{"metadata":{"name":"a"},"dta":{}}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json"));
        using var response = await api.Admin.PostAsync(new Uri($"/api/v1/namespaces/{ns}/configmaps", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("299 - \"unknown field \\\"dta\\\"\"", Assert.Single(response.Headers.GetValues("Warning")));
    }
}
