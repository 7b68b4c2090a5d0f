using System.Net;
using System.Text;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Bodies that are not what they should be.</summary>
public sealed class BodyTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    [Theory]
    [InlineData("", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ", "(<empty>)")]
    [InlineData("{\"metadata\":{\"name\":\"a", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ", "({\"metadata\":{\"name\":\"a)")]
    [InlineData("{\"metadata\":{\"name\":\"a\"},\"data\":{", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ", "({\"metadata\":{\"name\":\"a\"},\"data ...)")]
    [InlineData("\uFEFF{}", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ", "(efbbbf7b7d)")]
    [InlineData("{\"kind\":\"Secret\",\"apiVersion\":\"v1\"}", "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (v1.ConfigMap): unknown conversion", "")]
    [InlineData("{\"kind\":\"Nosuch\",\"apiVersion\":\"v1\"}", "Nosuch in version \"v1\" cannot be handled as a ConfigMap: no kind \"Nosuch\" is registered for version \"v1\"", "")]
    [InlineData("{\"apiVersion\":\"apps/v1\"}", "the API version in the data (apps/v1) does not match the expected API version (v1)", "")]
    [InlineData("{\"data\":{\"a\":1}}", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal ", "")]
    [InlineData("[]", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal ", "")]
    [InlineData("{\"kind\":\"ConfigMap\",\"apiVersion\":7}", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal ", "")]
    public async Task A_body_that_cannot_be_read_is_refused_in_upstreams_words(string body, string start, string end)
    {
        var answer = (await api.Admin.SendRawAsync("POST", Maps, body)).Refuses(400, "BadRequest");
        Assert.StartsWith(start, answer.Message, StringComparison.Ordinal);
        Assert.EndsWith(end, answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("*/*", 415)]
    [InlineData("application", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json-patch+json", 415)]
    [InlineData("application/json; charset=utf-8", 201)]
    [InlineData("Application/JSON", 201)]
    [InlineData("application/yaml;x=y", 201)]
    [InlineData(null, 201)]
    public async Task Content_types_are_read_like_media_types(string? type, int code)
    {
        var name = $"c{Guid.NewGuid():N}";
        var answer = await api.Admin.SendRawAsync("POST", Maps, Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{name}}}"}}"""), type);
        Assert.True((int)answer.Code == code, answer.Text);
        if (code == 415)
        {
            answer.Refuses(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
        }
    }

    [Theory]
    [InlineData(Protobuf)]
    [InlineData(Json)]
    [InlineData(Yaml)]
    [InlineData("application/vnd.kubernetes.protobuf;stream=watch")]
    [InlineData("application/apply-patch+cbor")]
    public async Task A_patch_is_in_one_of_the_patch_languages(string type) => (await api.Admin.SendRawAsync("PATCH", "/api/v1/namespaces/default", "{}", type)).Refuses(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml");

    [Fact]
    public async Task Strict_reading_names_each_fault_once_and_in_the_order_of_the_document()
    {
        const string body = """
            {"metadata":{"name":"strict","unknownMeta":1},"spec":{"unknown1":"a","unknownDupe":"a","unknownDupe":"b","paused":true,"paused":false,
             "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","unknownNested":1,"imagePullPolicy":"Never","imagePullPolicy":"Always"}]}}}}
            """;
        const string deployments = "/apis/apps/v1/namespaces/default/deployments";
        (await api.Admin.SendRawAsync("POST", $"{deployments}?fieldValidation=Strict", body)).Refuses(
            400,
            "BadRequest",
            "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"metadata.unknownMeta\", unknown field \"spec.unknown1\", "
            + "unknown field \"spec.unknownDupe\", duplicate field \"spec.paused\", unknown field \"spec.template.spec.containers[0].unknownNested\", "
            + "duplicate field \"spec.template.spec.containers[0].imagePullPolicy\"");
        var warned = await api.Admin.SendRawAsync("POST", $"{deployments}?dryRun=All", body);
        Assert.Equal(HttpStatusCode.Created, warned.Code);
        Assert.Equal(6, warned.Headers.GetValues("Warning").Count());
        Assert.Equal("299 - \"unknown field \\\"metadata.unknownMeta\\\"\"", warned.Headers.GetValues("Warning").First());
        Assert.False((await api.Admin.SendRawAsync("POST", $"{deployments}?dryRun=All&fieldValidation=Ignore", body)).Headers.Contains("Warning"));
    }

    [Theory]
    [InlineData("Strict", 400)]
    [InlineData("Warn", 201)]
    [InlineData("Ignore", 201)]
    public async Task Keys_given_twice_in_yaml_are_judged_like_those_in_json(string mode, int code)
    {
        var answer = await api.Admin.SendRawAsync("POST", $"{Maps}?dryRun=All&fieldValidation={mode}", "metadata: {name: twice}\ndata:\n  a: first\n  a: last\n", Yaml);
        Assert.True((int)answer.Code == code, answer.Text);
        if (code == 201)
        {
            Assert.Equal("last", (string?)answer.Json["data"]!["a"]);
            Assert.Equal(mode == "Warn", answer.Headers.TryGetValues("Warning", out var warnings) && warnings.Single() == "299 - \"duplicate field \\\"data.a\\\"\"");
        }
        else
        {
            Assert.EndsWith("strict decoding error: duplicate field \"data.a\"", answer.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Yaml_may_use_anchors_and_merge_keys_and_begin_with_a_mark()
    {
        var answer = await api.Admin.SendRawAsync("POST", $"{Maps}?dryRun=All", "\uFEFFmetadata: &m {name: anchors, labels: {x: &v one}}\ndata: {<<: {a: merged, b: merged}, b: own, c: *v}\n", Yaml);
        Assert.True(answer.Code == HttpStatusCode.Created, answer.Text);
        Assert.Equal("""{"a":"merged","b":"own","c":"one"}""", answer.Json["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Warnings_about_any_text_fit_into_a_header()
    {
        var answer = await api.Admin.SendRawAsync("POST", $"{Maps}?dryRun=All", "{\"metadata\":{\"name\":\"w\"},\"é\\n\\u0000\\\"\":1}");
        Assert.Equal(HttpStatusCode.Created, answer.Code);
        Assert.Single(answer.Headers.GetValues("Warning"));
        var many = "{\"metadata\":{\"name\":\"w\"}" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $",\"{new string('x', 100)}{i}\":1")) + "}";
        answer = await api.Admin.SendRawAsync("POST", $"{Maps}?dryRun=All", many);
        Assert.Equal(HttpStatusCode.Created, answer.Code);
        Assert.InRange(answer.Headers.GetValues("Warning").Sum(w => w.Length), 1, 8 * 1024);
    }

    [Fact]
    public async Task A_name_of_254_characters_is_too_long()
    {
        var name = new string('a', 254);
        var answer = (await api.Admin.SendRawAsync("POST", Maps, $$$"""{"metadata":{"name":"{{{name}}}"}}""")).Refuses(
            422, "Invalid", $"ConfigMap \"{name}\" is invalid: metadata.name: Invalid value: \"{name}\": must be no more than 253 characters");
        Assert.Equal("metadata.name", (string?)answer.Json["details"]!["causes"]![0]!["field"]);
        Assert.Equal("FieldValueInvalid", (string?)answer.Json["details"]!["causes"]![0]!["reason"]);
    }

    [Theory]
    [InlineData("PUT", "a", """{"metadata":{"name":"b"}}""", "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("PUT", "a", "{}", "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("PUT", "a", """{"metadata":{"name":"a","namespace":"other"}}""", "the namespace of the object (other) does not match the namespace on the request (default)")]
    [InlineData("POST", "", """{"metadata":{"name":"a","namespace":"other"}}""", "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("POST", "", """{"metadata":{"name":"a","resourceVersion":"12"}}""", "resourceVersion should not be set on objects to be created")]
    public async Task An_object_is_what_its_path_says(string method, string name, string body, string message)
    {
        await api.Admin.PostAsync(Maps, """{"metadata":{"name":"a"}}""");
        (await api.Admin.SendRawAsync(method, name.Length > 0 ? $"{Maps}/{name}" : Maps, body)).Refuses(400, "BadRequest", message);
    }

    [Theory]
    [InlineData("POST", Json, true)]
    [InlineData("POST", Json, false)]
    [InlineData("PUT", Protobuf, false)]
    [InlineData("PATCH", "application/apply-patch+yaml", true)]
    [InlineData("DELETE", Json, false)]
    public async Task A_body_of_a_hundred_megabytes_is_refused_and_kept_nowhere(string method, string type, bool saysItsLength)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), method == "POST" ? Maps : $"{Maps}/a?fieldManager=m");
        request.Content = new BlankContent(100L * 1024 * 1024, saysItsLength);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.ExpectContinue = saysItsLength;
        using var response = await api.Admin.SendAsync(request);
        var answer = new RawAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, Json);
        answer.Refuses(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_for_every_way_of_writing()
    {
        await api.Admin.PostAsync(Maps, """{"metadata":{"name":"stale"}}""").Expect(HttpStatusCode.Created);
        const string body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"stale","resourceVersion":"1"}}""";
        const string message = "Operation cannot be fulfilled on configmaps \"stale\": the object has been modified; please apply your changes to the latest version and try again";
        (await api.Admin.SendRawAsync("PUT", $"{Maps}/stale", body)).Refuses(409, "Conflict", message);
        (await api.Admin.SendRawAsync("PATCH", $"{Maps}/stale", body, "application/merge-patch+json")).Refuses(409, "Conflict", message);
        (await api.Admin.SendRawAsync("PATCH", $"{Maps}/stale", body, "application/strategic-merge-patch+json")).Refuses(409, "Conflict", message);
        (await api.Admin.SendRawAsync("PATCH", $"{Maps}/stale?fieldManager=m", body, "application/apply-patch+yaml")).Refuses(409, "Conflict", message);
        var refused = (await api.Admin.SendRawAsync("DELETE", $"{Maps}/stale", """{"preconditions":{"resourceVersion":"1"}}""")).Refuses(409, "Conflict");
        Assert.Contains("the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (", refused.Message, StringComparison.Ordinal);
        refused = (await api.Admin.SendRawAsync("DELETE", $"{Maps}/stale", """{"preconditions":{"uid":"x"}}""")).Refuses(409, "Conflict");
        Assert.StartsWith("Operation cannot be fulfilled on configmaps \"stale\": the UID in the precondition (x) does not match the UID in record (", refused.Message, StringComparison.Ordinal);
    }
}

/// <summary>Blanks without end, or nearly: written piece by piece, with or without a length told before.</summary>
internal sealed class BlankContent(long length, bool saysItsLength) : HttpContent
{
    private static readonly byte[] Piece = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var left = length; left > 0; left -= Piece.Length)
        {
            await stream.WriteAsync(Piece);
        }
    }

    protected override bool TryComputeLength(out long known)
    {
        known = length;
        return saysItsLength;
    }
}
