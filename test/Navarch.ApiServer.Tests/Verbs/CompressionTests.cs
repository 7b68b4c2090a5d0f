using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Verbs;

public sealed class CompressionTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    public async Task Only_large_answers_are_compressed_and_only_for_those_who_ask(string accept)
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        await api.Admin.PostAsync(path, $$$"""{"metadata":{"name":"small"},"data":{"a":"1"}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync(path, $$$"""{"metadata":{"name":"large"},"data":{"a":"{{{new string('x', 200_000)}}}"}}""").Expect(HttpStatusCode.Created);
        Assert.Equal("", await EncodingAsync($"{path}/small", "gzip", accept));
        Assert.Equal("", await EncodingAsync($"{path}/large", "", accept));
        Assert.Equal("", await EncodingAsync($"{path}/large", "br", accept));
        Assert.Equal("gzip", await EncodingAsync($"{path}/large", "br, gzip", accept));
        Assert.Equal("gzip", await EncodingAsync(path, "gzip", accept));
    }

    private async Task<string> EncodingAsync(string path, string encoding, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
        if (encoding.Length > 0)
        {
            request.Headers.Add("Accept-Encoding", encoding);
        }

        using var response = await api.Admin.SendAsync(request);
        var used = string.Join(",", response.Content.Headers.ContentEncoding);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = used == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var whole = new MemoryStream();
        await plain.CopyToAsync(whole);
        if (accept == "application/json")
        {
            Assert.NotNull(JsonNode.Parse(whole.ToArray()));
        }
        else
        {
            Assert.Equal("k8s\0"u8.ToArray(), whole.ToArray()[..4]);
        }

        return used;
    }
}
