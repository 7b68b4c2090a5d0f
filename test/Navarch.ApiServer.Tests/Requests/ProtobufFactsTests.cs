using System.Buffers.Binary;
using System.Net;
using System.Text;
using Navarch.ApiServer.Protobuf;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Protobuf on the wire, byte by byte, as clients of any language read and write it.</summary>
public sealed class ProtobufFactsTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private static readonly byte[] Magic = [0x6b, 0x38, 0x73, 0x00];

    [Fact]
    public async Task An_answer_is_the_prefix_and_an_envelope_of_four_fields()
    {
        var answer = await api.Admin.SendRawAsync("GET", "/api/v1/namespaces/default", accept: Protobuf);
        Assert.Equal(Protobuf, answer.ContentType);
        Assert.Equal(Magic, answer.Bytes[..4]);
        var envelope = ProtobufMessage.Read(answer.Bytes.AsMemory(4));
        Assert.Equal([1, 2, 3, 4], envelope.Select(f => f.Number));
        Assert.Equal("v1 Namespace", TypeOf(envelope));
        Assert.Empty(envelope[2].Bytes.ToArray());
        Assert.Empty(envelope[3].Bytes.ToArray());

        // ObjectMeta is field 1 of every object, the name is field 1 of that.
        var metadata = ProtobufMessage.Read(ProtobufMessage.Read(envelope[1].Bytes)[0].Bytes);
        Assert.Equal("default", Encoding.UTF8.GetString(metadata.First(f => f.Number == 1).Bytes.Span));
    }

    [Theory]
    [InlineData("/api/v1/namespaces", Protobuf, "v1 NamespaceList")]
    [InlineData("/api/v1/namespaces", Protobuf + ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "meta.k8s.io/v1 PartialObjectMetadataList")]
    [InlineData("/api/v1/namespaces/default", Protobuf + ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "meta.k8s.io/v1 PartialObjectMetadata")]
    [InlineData("/api/v1/namespaces/nosuch", Protobuf, "v1 Status")]
    [InlineData("/api/v1/nosuch", Protobuf, "v1 Status")]
    [InlineData("/apis/apps/v1/deployments", Protobuf + ",application/json", "apps/v1 DeploymentList")]
    public async Task Every_kind_of_answer_names_its_type(string path, string accept, string type)
    {
        var answer = await api.Admin.SendRawAsync("GET", path, accept: accept);
        Assert.Equal(Protobuf, answer.ContentType);
        Assert.Equal(Magic, answer.Bytes[..4]);
        Assert.Equal(type, TypeOf(ProtobufMessage.Read(answer.Bytes.AsMemory(4))));
    }

    [Fact]
    public async Task A_watch_is_frames_of_a_length_and_an_event_around_whole_objects()
    {
        var answer = await api.Admin.SendRawAsync(
            "GET", "/api/v1/namespaces?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1&fieldSelector=metadata.name%3Ddefault", accept: Protobuf);
        Assert.Equal("application/vnd.kubernetes.protobuf;stream=watch", answer.ContentType.Replace(" ", "", StringComparison.Ordinal));
        var frames = new List<(string Type, string Object)>();
        for (var at = 0; at < answer.Bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(answer.Bytes.AsSpan(at));
            var change = ProtobufMessage.Read(answer.Bytes.AsMemory(at + 4, length));
            var raw = ProtobufMessage.Read(change[1].Bytes)[0].Bytes;
            Assert.Equal(Magic, raw[..4].ToArray());
            frames.Add((Encoding.UTF8.GetString(change[0].Bytes.Span), TypeOf(ProtobufMessage.Read(raw[4..]))));
            at += 4 + length;
        }

        Assert.Equal([("ADDED", "v1 Namespace"), ("BOOKMARK", "v1 Namespace")], frames.Take(2));
    }

    [Fact]
    public async Task An_error_of_a_watch_is_a_status_in_a_frame()
    {
        var answer = await api.Admin.SendRawAsync(
            "GET", "/api/v1/namespaces?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=999999999", accept: Protobuf);
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        var change = ProtobufMessage.Read(answer.Bytes.AsMemory(4));
        Assert.Equal("ERROR", Encoding.UTF8.GetString(change[0].Bytes.Span));
        Assert.Equal("v1 Status", TypeOf(ProtobufMessage.Read(ProtobufMessage.Read(change[1].Bytes)[0].Bytes[4..])));
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/NS/configmaps", """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"p"},"data":{"a":"b"}}""", 201)]
    [InlineData("POST", "/api/v1/namespaces/NS/serviceaccounts/default/token", """{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","spec":{"audiences":["x"]}}""", 201)]
    [InlineData("POST", "/api/v1/namespaces/NS/pods/nosuch/eviction", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"nosuch"}}""", 404)]
    [InlineData("POST", "/api/v1/namespaces/NS/pods/nosuch/binding", """{"kind":"Binding","apiVersion":"v1","target":{"name":"n"}}""", 404)]
    [InlineData("PUT", "/apis/apps/v1/namespaces/NS/deployments/nosuch/scale", """{"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"nosuch"},"spec":{"replicas":1}}""", 404)]
    [InlineData("DELETE", "/api/v1/namespaces/NS/configmaps/nosuch", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan"}""", 404)]
    [InlineData("DELETE", "/api/v1/namespaces/NS/configmaps/nosuch", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Sideways"}""", 422)]
    [InlineData("DELETE", "/api/v1/namespaces/NS/configmaps/nosuch", """{"kind":"ConfigMap","apiVersion":"v1"}""", 400)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", """{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"nonResourceAttributes":{"path":"/x","verb":"get"}}}""", 201)]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1"}""", 201)]
    [InlineData("POST", "/api/v1/namespaces/NS/configmaps", """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"p"}}""", 400)]
    public async Task Documents_of_every_subresource_are_read_and_answered_in_protobuf(string method, string path, string json, int code)
    {
        path = path.Replace("NS", await api.NamespaceAsync(), StringComparison.Ordinal);
        var answer = await api.Admin.SendRawAsync(method, path, ProtobufDocument.Of(Encoding.UTF8.GetBytes(json)), Protobuf, Protobuf);
        Assert.True((int)answer.Code == code, $"{answer.Code}: {Encoding.UTF8.GetString(ProtobufBody.ToJson(answer.Bytes))}");
        Assert.Equal(Protobuf, answer.ContentType);
        var read = Encoding.UTF8.GetString(ProtobufBody.ToJson(answer.Bytes));
        Assert.Contains(code < 300 ? "\"kind\":\"" : "\"status\":\"Failure\"", read, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> BadEnvelopes => new()
    {
        { "no prefix", [1, 2, 3, 4, 5] },
        { "another prefix", [0x6b, 0x38, 0x73, 0x01, 0x0a, 0] },
        { "the prefix alone", Magic },
        { "half a prefix", [0x6b, 0x38] },
        { "no type", [.. Magic, 0x12, 0] },
        { "a type that is no message", [.. Magic, 0x08, 1] },
        { "a type nobody knows", [.. Magic, 0x0a, 6, 0x0a, 1, (byte)'x', 0x12, 1, (byte)'y'] },
        { "an object longer than the body", [.. Magic, 0x0a, 9, 0x0a, 2, (byte)'v', (byte)'1', 0x12, 3, (byte)'P', (byte)'o', (byte)'d', 0x12, 0xff, 0xff, 0xff, 0xff, 0x07] },
        { "a length beyond all numbers", [.. Magic, 0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01] },
        { "a group", [.. Magic, 0x0b, 0x0c] },
        { "a field number of zero", [.. Magic, 0x02, 0] },
    };

    [Theory]
    [MemberData(nameof(BadEnvelopes))]
    public async Task Envelopes_that_hold_nothing_are_refused(string what, byte[] body)
    {
        Assert.NotEmpty(what);
        var answer = await api.Admin.SendRawAsync("POST", "/api/v1/namespaces/default/pods", body, Protobuf);
        answer.Refuses(400, "BadRequest");
        Assert.StartsWith("the object provided is unrecognized (must be of type Pod): ", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_nests_without_end_is_refused()
    {
        // JSON schemas hold schemas: field 20 of a schema is "not", itself a schema.
        var schema = Array.Empty<byte>();
        for (var i = 0; i < 3000; i++)
        {
            schema = Field(20, schema);
        }

        var version = Field(4, Field(1, schema));
        var body = (byte[])[.. Magic, .. Field(1, [.. Field(1, "apiextensions.k8s.io/v1"u8), .. Field(2, "CustomResourceDefinition"u8)]), .. Field(2, Field(2, Field(7, version)))];
        var answer = await api.Admin.SendRawAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", body, Protobuf);
        Assert.InRange((int)answer.Code, 400, 422);
    }

    [Theory]
    [InlineData("application/json;q=0.1," + Protobuf, Protobuf)]
    [InlineData(Protobuf + ";q=0.1,application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/html,*/*;q=0.1", "application/json")]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", "application/json")]
    [InlineData(Protobuf + ";as=Table;v=v1;g=meta.k8s.io,application/json", "application/json")]
    public async Task The_first_of_the_most_wanted_formats_is_given(string accept, string given) =>
        Assert.Equal(given, (await api.Admin.SendRawAsync("GET", "/api/v1/namespaces/default", accept: accept)).ContentType);

    private static string TypeOf(List<ProtobufField> envelope)
    {
        var type = ProtobufMessage.Read(envelope.First(f => f.Number == 1).Bytes);
        return string.Join(' ', type.Select(f => Encoding.UTF8.GetString(f.Bytes.Span)));
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        using var writer = new ProtobufWriter();
        writer.Bytes(number, content);
        return writer.Written.ToArray();
    }
}
