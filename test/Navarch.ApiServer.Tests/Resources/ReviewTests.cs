using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class ReviewTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Authorization = "/apis/authorization.k8s.io/v1";

    [Theory]
    [InlineData("/apis/authentication.k8s.io/v1/tokenreviews", "{}", "token is required for TokenReview in authentication")]
    [InlineData(Authorization + "/selfsubjectrulesreviews", "{}", "no namespace on request")]
    [InlineData(Authorization + "/namespaces/default/localsubjectaccessreviews", """{"metadata":{"namespace":"other"}}""", "the namespace of the provided object does not match the namespace sent on the request")]
    public async Task A_question_that_cannot_be_asked_so(string path, string body, string message)
    {
        var refused = await api.Admin.PostAsync(path, body).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(message, (string?)refused["message"]);
    }

    [Fact]
    public async Task A_question_without_a_subject_or_an_object_is_invalid()
    {
        var refused = await api.Admin.PostAsync($"{Authorization}/subjectaccessreviews", """{"spec":{}}""").Expect(HttpStatusCode.UnprocessableEntity);
        Assert.StartsWith("SubjectAccessReview.authorization.k8s.io \"\" is invalid: [spec.user: Invalid value", (string?)refused["message"], StringComparison.Ordinal);
        Assert.Equal(["spec.user", "spec.resourceAttributes"], refused["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]));
    }

    [Fact]
    public async Task A_local_question_takes_the_namespace_of_its_path()
    {
        var answer = await api.Admin.PostAsync(
            $"{Authorization}/namespaces/default/localsubjectaccessreviews",
            """{"spec":{"groups":["system:masters"],"resourceAttributes":{"namespace":"default","verb":"get","resource":"pods"}}}""").Expect(HttpStatusCode.Created);
        Assert.True((bool?)answer["status"]!["allowed"]);
        Assert.Equal("default", (string?)answer["metadata"]!["namespace"]);
    }
}
