using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Options in queries and bodies that make no sense: each refused with upstream's kind of options and words.</summary>
public sealed class OptionTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersionMatch=Newer&resourceVersion=1", "resourceVersionMatch: Unsupported value: \"Newer\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("resourceVersionMatch=NotOlderThan&resourceVersion=1&continue=x", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    [InlineData("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("sendInitialEvents=false", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("watch=1&sendInitialEvents=true", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("watch=1&resourceVersionMatch=NotOlderThan", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [InlineData("watch=1&sendInitialEvents=true&resourceVersionMatch=Exact",
        "[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    [InlineData("watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    public async Task Options_of_lists_that_do_not_go_together_are_invalid(string query, string message)
    {
        var answer = (await api.Admin.SendRawAsync("GET", $"{Maps}?{query}")).Refuses(422, "Invalid", $"ListOptions.meta.k8s.io \"\" is invalid: {message}");
        Assert.Equal("ListOptions", (string?)answer.Json["details"]!["kind"]);
        Assert.Equal("meta.k8s.io", (string?)answer.Json["details"]!["group"]);
        Assert.NotEmpty(answer.Json["details"]!["causes"]!.AsArray());
    }

    [Theory]
    [InlineData("limit=abc", "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("limit=99999999999999999999", "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("limit=%201", "strconv.ParseInt: parsing \" 1\": invalid syntax")]
    [InlineData("timeoutSeconds=1.5", "strconv.ParseInt: parsing \"1.5\": invalid syntax")]
    [InlineData("watch=1&timeoutSeconds=x", "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("resourceVersion=x", "invalid resource version: resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData("resourceVersion=-1", "invalid resource version: resourceVersion: Invalid value: \"-1\": strconv.ParseUint: parsing \"-1\": invalid syntax")]
    [InlineData("watch=1&resourceVersion=x", "invalid resource version: resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData("continue=rubbish%21", "invalid continue token: continue key is not valid")]
    [InlineData("continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJhIn0", "invalid continue token: continue key is not valid")]
    [InlineData("continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0&resourceVersion=5", "specifying resource version is not allowed when using continue")]
    [InlineData("labelSelector=a%20b%20c", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("labelSelector=a=b,", "unable to parse requirement: found '', expected: identifier after ','")]
    [InlineData("labelSelector=a=b,watch=1", null)]
    [InlineData("labelSelector=%2Fa", null)]
    [InlineData("labelSelector=a%20in%20b", "unable to parse requirement: found 'b', expected: '('")]
    [InlineData("labelSelector=a%20in%20(b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("fieldSelector=metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    [InlineData("fieldSelector=data.x=1", "\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task Options_that_cannot_be_read_are_bad_requests(string query, string? message)
    {
        var answer = await api.Admin.SendRawAsync("GET", $"{Maps}?{query}");
        if (query == "labelSelector=a=b,watch=1")
        {
            Assert.Equal(HttpStatusCode.OK, answer.Code);
            return;
        }

        answer.Refuses(400, "BadRequest", message);
    }

    [Fact]
    public async Task A_field_that_pods_cannot_be_selected_by_is_named() =>
        (await api.Admin.SendRawAsync("GET", $"{Pods}?fieldSelector=spec.nosuch%3D1")).Refuses(400, "BadRequest", "field label not supported: spec.nosuch");

    [Theory]
    [InlineData("POST", "dryRun=Some", "CreateOptions", "dryRun: Unsupported value: []string{\"Some\"}: supported values: \"All\"")]
    [InlineData("POST", "fieldValidation=strict", "CreateOptions", "fieldValidation: Unsupported value: \"strict\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [InlineData("POST", "fieldManager=a%01b", "CreateOptions", "fieldManager: Invalid value: \"a\u0001b\": value contains non-printable character U+0001 (at position 1)")]
    [InlineData("PUT", "dryRun=No&fieldValidation=x", "UpdateOptions",
        "[dryRun: Unsupported value: []string{\"No\"}: supported values: \"All\", fieldValidation: Unsupported value: \"x\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"]")]
    [InlineData("PATCH", "dryRun=No", "PatchOptions", "dryRun: Unsupported value: []string{\"No\"}: supported values: \"All\"")]
    [InlineData("PATCH", "force=true", "PatchOptions", "force: Forbidden: may not be specified for non-apply patch")]
    [InlineData("DELETE", "dryRun=No", "DeleteOptions", "dryRun: Unsupported value: []string{\"No\"}: supported values: \"All\"")]
    [InlineData("DELETE", "propagationPolicy=Sideways", "DeleteOptions", "propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("DELETE", "propagationPolicy=Orphan&orphanDependents=true", "DeleteOptions", "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set")]
    public async Task Options_of_writes_are_checked_before_anything_is_done(string method, string query, string kind, string message)
    {
        var path = method == "POST" ? Maps : $"{Maps}/a";
        var type = method == "PATCH" ? "application/merge-patch+json" : "application/json";
        var answer = method == "DELETE"
            ? await api.Admin.SendRawAsync(method, $"{path}?{query}")
            : await api.Admin.SendRawAsync(method, $"{path}?{query}", """{"metadata":{"name":"a"}}""", type);
        answer.Refuses(422, "Invalid", $"{kind}.meta.k8s.io \"\" is invalid: {message}");
    }

    [Fact]
    public async Task A_manager_has_no_more_than_128_bytes()
    {
        var answer = await api.Admin.SendRawAsync("POST", $"{Maps}?fieldManager={new string('m', 129)}", """{"metadata":{"name":"a"}}""");
        answer.Refuses(422, "Invalid", "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes");
        Assert.Equal("FieldValueTooLong", (string?)answer.Json["details"]!["causes"]![0]!["reason"]);
    }

    [Theory]
    [InlineData("application/json", """{"propagationPolicy":"Sideways"}""", 422, "Invalid")]
    [InlineData("application/yaml", "dryRun: [Some]", 422, "Invalid")]
    [InlineData("application/json", """{"gracePeriodSeconds":"soon"}""", 400, "BadRequest")]
    [InlineData("application/json", "{", 400, "BadRequest")]
    [InlineData("application/json", """{"kind":"Pod","apiVersion":"v1"}""", 400, "BadRequest")]
    [InlineData("application/vnd.kubernetes.protobuf", "x", 400, "BadRequest")]
    [InlineData("application/cbor", "x", 415, "UnsupportedMediaType")]
    public async Task Delete_options_in_a_body_are_read_in_every_format(string type, string body, int code, string reason)
    {
        await api.Admin.PostAsync(Maps, """{"metadata":{"name":"kept"}}""");
        (await api.Admin.SendRawAsync("DELETE", $"{Maps}/kept", body, type)).Refuses(code, reason);
        await api.Admin.ReadAsync($"{Maps}/kept").Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("application/json", """{"kind":"DeleteOptions","apiVersion":"apps/v1","dryRun":["All"]}""")]
    [InlineData("application/yaml", "dryRun: [All]\npreconditions: {}")]
    public async Task Options_of_a_delete_may_be_of_any_group(string type, string body)
    {
        await api.Admin.PostAsync(Maps, """{"metadata":{"name":"stays"}}""");
        Assert.Equal(HttpStatusCode.OK, (await api.Admin.SendRawAsync("DELETE", $"{Maps}/stays", body, type)).Code);
        await api.Admin.ReadAsync($"{Maps}/stays").Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_delete_without_a_body_needs_no_known_content_type()
    {
        await api.Admin.PostAsync(Maps, """{"metadata":{"name":"gone"}}""").Expect(HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await api.Admin.SendRawAsync("DELETE", $"{Maps}/gone", [], "text/whatever")).Code);
    }

    [Fact]
    public async Task A_watch_of_a_version_that_is_not_there_yet_says_so_in_the_stream_when_it_must_begin_there()
    {
        await using var watch = await WatchStream.OpenAsync(
            api.Admin, $"{Maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=999999999");
        Assert.Equal(("ERROR", ""), await watch.NextAsync());
        var status = watch.Last!["object"]!;
        Assert.Equal(504, (int?)status["code"]);
        Assert.Equal("Timeout", (string?)status["reason"]);
        Assert.Equal("ResourceVersionTooLarge", (string?)status["details"]!["causes"]![0]!["reason"]);
        Assert.Equal(1, (int?)status["details"]!["retryAfterSeconds"]);
        Assert.Equal(("", ""), await watch.NextAsync());
    }
}
