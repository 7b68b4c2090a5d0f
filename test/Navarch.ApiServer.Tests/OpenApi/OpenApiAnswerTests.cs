using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Protobuf;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>OpenAPI documents reach clients in the form they ask for, and not twice.</summary>
public sealed class OpenApiAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    private const string V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private const string V3 = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    [Theory]
    [InlineData("/openapi/v2", "", "application/json")]
    [InlineData("/openapi/v2", "*/*", "application/json")]
    [InlineData("/openapi/v2", "text/html, application/*;q=0.1", "application/json")]
    [InlineData("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", V2)]
    [InlineData("/openapi/v2", V2 + ", application/json", V2)]
    [InlineData("/openapi/v2", V2 + ";q=0.5, application/json", "application/json")]
    [InlineData("/openapi/v2", "text/html", null)]
    [InlineData("/openapi/v2", V3, null)]
    [InlineData("/openapi/v3/apis/apps/v1", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf", V3)]
    [InlineData("/openapi/v3/apis/apps/v1", "application/json", "application/json")]
    [InlineData("/openapi/v3/apis/apps/v1", "application/xml", null)]
    [InlineData("/openapi/v3", "application/json", "application/json")]
    public async Task The_form_is_what_the_client_prefers(string path, string accept, string? mediaType)
    {
        using var response = await AskAsync(path, accept);
        Assert.Equal(mediaType is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType ?? "application/json", response.Content.Headers.ContentType!.ToString());
        if (mediaType is null)
        {
            var status = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal("NotAcceptable", $"{status["reason"]}");
        }
    }

    [Theory]
    [InlineData("/openapi/v2", "application/json")]
    [InlineData("/openapi/v2", V2)]
    [InlineData("/openapi/v3", "application/json")]
    [InlineData("/openapi/v3/api/v1", "application/json")]
    [InlineData("/openapi/v3/api/v1", V3)]
    public async Task A_document_is_not_sent_to_who_has_it(string path, string accept)
    {
        using var first = await AskAsync(path, accept);
        var tag = first.Headers.ETag!.Tag;
        foreach (var known in (string[])[tag, $"\"x\", W/{tag}", "*"])
        {
            using var again = await AskAsync(path, accept, ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        }

        using var other = await AskAsync(path, accept, ("If-None-Match", "\"x\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("/openapi/v2", "application/json")]
    [InlineData("/openapi/v2", V2)]
    [InlineData("/openapi/v3/api/v1", "application/json")]
    public async Task Gzip_holds_the_same_document(string path, string accept)
    {
        using var plain = await AskAsync(path, accept);
        using var packed = await AskAsync(path, accept, ("Accept-Encoding", "gzip"));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.Equal(plain.Headers.ETag, packed.Headers.ETag);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        await unpacked.CopyToAsync(whole);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), whole.ToArray());
    }

    [Fact]
    public async Task Protobuf_of_version_2_says_what_json_says()
    {
        using var response = await AskAsync("/openapi/v2", V2);
        var document = Message.Of(await response.Content.ReadAsByteArrayAsync());
        var json = JsonNode.Parse(await (await AskAsync("/openapi/v2", "application/json")).Content.ReadAsStringAsync())!;
        Assert.Equal("2.0", document.Text(1));
        Assert.Equal(json["definitions"]!.AsObject().Select(d => d.Key), document.One(9).All(1).Select(d => d.Text(1)));
        Assert.Equal(json["paths"]!.AsObject().Select(p => p.Key), document.One(8).All(2).Select(p => p.Text(1)));

        var spec = document.One(9).Named(1, "io.k8s.api.core.v1.PodSpec");
        Assert.Equal("object", spec.One(22).Text(1));
        Assert.Equal(["containers"], spec.All(19).Select(r => r.ToString()));
        var containers = spec.One(25).Named(1, "containers");
        Assert.Equal("#/definitions/io.k8s.api.core.v1.Container", containers.One(23).One(1).Text(1));
        Assert.Equal("\"name\"", containers.Named(31, "x-kubernetes-patch-merge-key").Text(2));

        var list = document.One(8).Named(2, "/api/v1/namespaces/{namespace}/pods").One(2);
        Assert.Equal("listCoreV1NamespacedPod", list.Text(5));
        Assert.Equal("#/parameters/allowWatchBookmarks", list.All(8).First().One(2).Text(1));
        Assert.Equal("#/definitions/io.k8s.api.core.v1.PodList", list.One(9).Named(1, "200").One(1).One(2).One(1).Text(1));
        Assert.Equal("query", document.One(10).Named(1, "limit").One(2).One(3).Text(2));
        Assert.Equal("apiKey", document.One(13).Named(1, "BearerToken").One(2).Text(1));
    }

    [Fact]
    public async Task Protobuf_of_version_3_says_what_json_says()
    {
        using var response = await AskAsync("/openapi/v3/api/v1", V3);
        var document = Message.Of(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("3.0.0", document.Text(1));
        var port = document.One(5).One(1).Named(1, "io.k8s.api.core.v1.ContainerPort").One(1).One(31);
        Assert.Equal("TCP", port.Named(1, "protocol").One(1).One(33).Text(3));
        Assert.Equal("\"SCTP\"", port.Named(1, "protocol").One(1).All(24).First().Text(2));
        var create = document.One(4).Named(1, "/api/v1/namespaces/{namespace}/pods").One(6);
        Assert.Equal("createCoreV1NamespacedPod", create.Text(5));
        Assert.Equal("#/components/schemas/io.k8s.api.core.v1.Pod", create.One(7).One(1).One(2).Named(1, "*/*").One(1).One(2).Text(1));
        Assert.Equal("Created", create.One(8).Named(2, "201").One(1).Text(1));
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string accept, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await api.Admin.SendAsync(request);
    }

    // Walks a message by field numbers; pairs of maps are (1: name, 2: value).
    private sealed record Message(ReadOnlyMemory<byte> Bytes)
    {
        public static Message Of(ReadOnlyMemory<byte> bytes) => new(bytes);

        public IEnumerable<Message> All(int number) => ProtobufMessage.Read(Bytes).Where(f => f.Number == number).Select(f => new Message(f.Bytes));

        public Message One(int number) => All(number).Single();

        public Message Named(int number, string name) => All(number).Single(pair => pair.Text(1) == name).One(2);

        public string Text(int number) => One(number).ToString();

        public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
    }
}
