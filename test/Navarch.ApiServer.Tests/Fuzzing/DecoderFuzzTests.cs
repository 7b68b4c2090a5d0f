using System.Text;
using Navarch.Api.Json;
using Navarch.Api.Tests.Json;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Tests.Fuzzing;

/// <summary>Broken bodies of every kind and format are refused with a status or read; they never break the reader.</summary>
public sealed class DecoderFuzzTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    public Task Broken_bodies_are_refused_or_read(string mediaType) => Fuzz.RunAsync(4000, random =>
    {
        var kind = KindRegistry.All[random.Next(KindRegistry.All.Count)];
        var good = Encoded(kind, random, mediaType);
        var body = random.Next(20) == 0 ? good : new ByteMutation(random).Broken(good);
        var json = BodyReader.ToJson(mediaType, body, kind.Kind);
        if (!json.IsSuccess)
        {
            AssertRefusal(json.Status);
            return;
        }

        var report = new DecodeReport();
        var obj = BodyReader.Decode(kind, json.Value, report);
        if (!obj.IsSuccess)
        {
            AssertRefusal(obj.Status);
            return;
        }

        // What was read is written as something that reads the same, in both formats.
        var text = ApiJson.ToBytes(obj.Value);
        Assert.Equal(Encoding.UTF8.GetString(text), ApiJson.ToText(ApiJson.Read(kind, text)));
        Assert.NotNull(ProtobufDocument.Of(text));
    });

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    public Task Whole_objects_of_every_kind_are_the_same_in_every_format(string mediaType) => Fuzz.RunAsync(600, random =>
    {
        var kind = KindRegistry.All[random.Next(KindRegistry.All.Count)];
        var text = ObjectOf(kind, random);
        var body = mediaType.EndsWith("protobuf", StringComparison.Ordinal) ? ProtobufDocument.Of(text)! : [.. text];
        var json = BodyReader.ToJson(mediaType, body, kind.Kind);
        Assert.True(json.IsSuccess, json.Status?.Message);
        var obj = BodyReader.Decode(kind, json.Value, null);
        Assert.True(obj.IsSuccess, obj.Status?.Message);
        Assert.Equal(Encoding.UTF8.GetString(text), ApiJson.ToText(obj.Value));
    });

    [Fact]
    public Task Rubbish_is_refused() => Fuzz.RunAsync(3000, random =>
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        if (random.Next(2) == 0)
        {
            bytes = [0x6b, 0x38, 0x73, 0, .. bytes];
        }

        foreach (var mediaType in new[] { "application/json", "application/yaml", "application/vnd.kubernetes.protobuf" })
        {
            var json = BodyReader.ToJson(mediaType, [.. bytes], "Pod");
            var obj = json.IsSuccess ? BodyReader.Decode(Api.Core.V1.Pod.Info, json.Value, null) : json.Status;
            if (!obj.IsSuccess)
            {
                AssertRefusal(obj.Status);
            }
        }
    });

    [Fact]
    public Task Yaml_of_random_words_is_refused_or_becomes_json() => Fuzz.RunAsync(6000, random =>
    {
        var text = new ByteMutation(random).Text(
            60, "a", "b: ", "- ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", ": ", "&x ", "*x", "<<: ", "*y", "&y ", "? ", "| ", "> ", "'", "\"", "#", "!!int ", "!t ", "%", "---\n", "...\n", "\t", "~", "0x1f", "1_0", "é", "\u0085", "\\");
        var json = BodyReader.ToJson("application/yaml", Encoding.UTF8.GetBytes(text), "Pod");
        if (json.IsSuccess)
        {
            using var document = System.Text.Json.JsonDocument.Parse(json.Value, new() { MaxDepth = 300 });
        }
        else
        {
            AssertRefusal(json.Status);
        }
    });

    private static byte[] Encoded(KindInfo kind, Random random, string mediaType)
    {
        var text = ObjectOf(kind, random);
        return mediaType.EndsWith("protobuf", StringComparison.Ordinal) ? ProtobufDocument.Of(text)! : text;
    }

    private static byte[] ObjectOf(KindInfo kind, Random random) =>
        ApiJson.ToBytes(ApiJson.Read(kind, Encoding.UTF8.GetBytes(new ValueGenerator(random, chance: random.NextDouble() * 0.6).Kind(kind).ToJsonString())));

    private static void AssertRefusal(Status status)
    {
        Assert.Equal(400, status.Code);
        Assert.Equal("BadRequest", status.Reason);
        Assert.DoesNotContain("   at ", status.Message, StringComparison.Ordinal);
    }
}
