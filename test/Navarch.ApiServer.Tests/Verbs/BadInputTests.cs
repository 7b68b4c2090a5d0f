using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class BadInputTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    public static TheoryData<string, string, byte[]> Bodies => new()
    {
        { "a cut off document", Json, Text("""{"metadata":{"name":"a""") },
        { "nothing", Json, [] },
        { "a list where an object belongs", Json, Text("[1,2]") },
        { "deep nesting", Json, Text(string.Concat(Enumerable.Repeat("{\"data\":", 5000)) + "1" + new string('}', 5000)) },
        { "invalid UTF-8", Json, [.. Text("{\"metadata\":{\"name\":\""), 0xff, 0xfe, .. Text("\"}}")] },
        { "two documents", Json, Text("""{"metadata":{"name":"a"}}{"metadata":{"name":"b"}}""") },
        { "a name of 254 characters", Json, Text($$$"""{"metadata":{"name":"{{{new string('a', 254)}}}"}}""") },
        { "YAML that contains itself", Yaml, Text("metadata: &a {name: x, b: *a}") },
        { "YAML that unfolds without end", Yaml, Text(Laughs()) },
        { "deeply nested YAML", Yaml, Text(new string('[', 3000) + new string(']', 3000)) },
        { "YAML that is none", Yaml, Text("a: [b\nc: }") },
        { "protobuf without its prefix", Protobuf, [1, 2, 3] },
        { "protobuf cut off", Protobuf, [0x6b, 0x38, 0x73, 0, 0x0a, 0x7f, 1] },
        { "protobuf with numbers without end", Protobuf, [0x6b, 0x38, 0x73, 0, .. Enumerable.Repeat((byte)0xff, 40)] },
        { "protobuf of a type nobody knows", Protobuf, [0x6b, 0x38, 0x73, 0, 0x0a, 6, 0x0a, 1, (byte)'x', 0x12, 1, (byte)'y'] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Whatever_is_sent_is_refused_with_a_status(string what, string type, byte[] body)
    {
        Assert.NotEmpty(what);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        using var response = await api.Admin.PostAsync(new Uri(Maps, UriKind.Relative), content);
        var status = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Status", (string?)status["kind"]);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, status.ToJsonString());
        Assert.DoesNotContain("   at ", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_copies_are_bounded()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"a"},"data":{"a":"some text"}}""").Expect(HttpStatusCode.Created);
        var copies = string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"","path":"/x{{i}}"}"""));
        await api.Admin.PatchAsync($"{path}/a", $"[{copies}]", "application/json-patch+json").Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_watch_from_the_future_waits_and_a_list_from_there_times_out()
    {
        var status = await api.Admin.ReadAsync($"{Maps}?resourceVersion=999999999").Expect(HttpStatusCode.GatewayTimeout);
        Assert.StartsWith("Timeout: Too large resource version: 999999999, current: ", (string?)status["message"], StringComparison.Ordinal);
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"{Maps}?watch=1&resourceVersion=999999999&timeoutSeconds=1");
        Assert.Equal(("", ""), await watch.NextAsync());
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Laughs()
    {
        var text = new StringBuilder("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        return text.ToString();
    }
}
