using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Protobuf;
using Navarch.ApiServer.Responses;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Protobuf;

public sealed class ProtobufAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    [Fact]
    public async Task An_object_is_the_same_in_both_formats()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        var made = await api.Admin.PostAsync(path, """{"metadata":{"name":"x"},"data":{"a":"1"}}""").Expect(HttpStatusCode.Created);
        var (code, type, bytes) = await GetAsync($"{path}/x", Protobuf);
        Assert.Equal((HttpStatusCode.OK, Protobuf), (code, type));
        Assert.True(JsonNode.DeepEquals(made, JsonNode.Parse(ProtobufBody.ToJson(bytes))), Encoding.UTF8.GetString(ProtobufBody.ToJson(bytes)));
    }

    [Fact]
    public async Task A_list_holds_the_messages_of_its_items()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"x"}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync(path, """{"metadata":{"name":"y"}}""").Expect(HttpStatusCode.Created);
        var (_, _, bytes) = await GetAsync(path, $"{Protobuf},application/json");
        Assert.Equal("v1 ConfigMapList", TypeOf(bytes));
        var list = ProtobufMessage.Read(Bytes(ProtobufMessage.Read(bytes.AsMemory(4)), 2));
        Assert.Equal(["x", "y"], list.Where(f => f.Number == 2).Select(item => Name(item.Bytes)));
        Assert.NotEmpty(Text(ProtobufMessage.Read(Bytes(list, 1)), 2));

        (_, _, bytes) = await GetAsync(path, $"{Protobuf};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        Assert.Equal("meta.k8s.io/v1 PartialObjectMetadataList", TypeOf(bytes));
        list = ProtobufMessage.Read(Bytes(ProtobufMessage.Read(bytes.AsMemory(4)), 2));
        Assert.Equal(["x", "y"], list.Where(f => f.Number == 2).Select(item => Name(item.Bytes)));
    }

    [Fact]
    public async Task A_watch_sends_frames_with_their_length()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"x"}}""").Expect(HttpStatusCode.Created);
        using var request = Request($"{path}?watch=1", $"{Protobuf};stream=watch");
        using var response = await api.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal($"{Protobuf}; stream=watch", response.Content.Headers.ContentType!.ToString());
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.Equal(("ADDED", "v1 ConfigMap", "x"), await FrameAsync(stream));
        await api.Admin.RemoveAsync($"{path}/x").Expect(HttpStatusCode.OK);
        Assert.Equal(("DELETED", "v1 ConfigMap", "x"), await FrameAsync(stream));
    }

    [Fact]
    public async Task A_refusal_comes_in_the_format_asked_for()
    {
        var (code, type, bytes) = await GetAsync("/api/v1/namespaces/default/configmaps/none", Protobuf);
        Assert.Equal((HttpStatusCode.NotFound, Protobuf), (code, type));
        Assert.Equal("NotFound", (string?)JsonNode.Parse(ProtobufBody.ToJson(bytes))!["reason"]);
    }

    [Theory]
    [InlineData("", "json")]
    [InlineData("*/*", "json")]
    [InlineData("application/vnd.kubernetes.protobuf", "protobuf")]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", "protobuf")]
    [InlineData("application/json,application/vnd.kubernetes.protobuf", "json")]
    [InlineData("application/json;q=0.5,application/vnd.kubernetes.protobuf;q=0.9", "protobuf")]
    [InlineData("*/*,application/vnd.kubernetes.protobuf", "protobuf")]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1,application/json", "json table")]
    [InlineData("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", "protobuf metadata")]
    [InlineData("text/html", "none")]
    [InlineData("application/json;stream=other", "none")]
    public void The_most_wanted_format_that_there_is_is_taken(string accept, string expected)
    {
        var taken = Representation.Of(accept, "") is { } found
            ? (found.IsProtobuf ? "protobuf" : "json") + (found.View == ObjectView.Table ? " table" : found.View == ObjectView.Metadata ? " metadata" : "")
            : "none";
        Assert.Equal(expected, taken);
    }

    private static async Task<(string Type, string Kind, string Name)> FrameAsync(Stream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(frame).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var change = ProtobufMessage.Read(frame);
        var document = Bytes(ProtobufMessage.Read(Bytes(change, 2)), 1);
        return (Text(change, 1), TypeOf(document.ToArray()), Name(Bytes(ProtobufMessage.Read(document[4..]), 2)));
    }

    private static string TypeOf(byte[] document)
    {
        Assert.Equal([0x6b, 0x38, 0x73, 0x00], document[..4]);
        var type = ProtobufMessage.Read(Bytes(ProtobufMessage.Read(document.AsMemory(4)), 1));
        return $"{Text(type, 1)} {Text(type, 2)}";
    }

    private static string Name(ReadOnlyMemory<byte> obj) => Text(ProtobufMessage.Read(Bytes(ProtobufMessage.Read(obj), 1)), 1);

    private static ReadOnlyMemory<byte> Bytes(List<ProtobufField> message, int number) => message.Find(f => f.Number == number).Bytes;

    private static string Text(List<ProtobufField> message, int number) => Encoding.UTF8.GetString(Bytes(message, number).Span);

    private static HttpRequestMessage Request(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var range in accept.Split(','))
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(range));
        }

        return request;
    }

    private async Task<(HttpStatusCode Code, string? Type, byte[] Body)> GetAsync(string path, string accept)
    {
        using var request = Request(path, accept);
        using var response = await api.Admin.SendAsync(request);
        return (response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync());
    }
}
