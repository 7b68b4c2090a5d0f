using System.Text;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Api.Tests.Json;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Tests.Protobuf;

public class ProtobufRoundTripTests
{
    private const string Golden =
        "6B3873000A090A0276311203506F64126C0A1C0A0170420808A5EBDCCA0610005A060A01611201315A050A01621200124A0A070A017612021200123D" +
        "0A016332021850420F0A0D0A0363707512060A043530306D52110A0F120D0A032F6F6B1206080010501A005A100A0E120C120A080110001A04687474" +
        "7020001A001A002200";

    public static TheoryData<string> Kinds => [.. KindRegistry.All.Select(k => k.StructureName)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_of_a_kind_survives(string name)
    {
        var kind = KindRegistry.All.First(k => k.StructureName == name);
        for (var seed = 0; seed < 8; seed++)
        {
            var json = new ValueGenerator(new Random(seed), chance: seed == 0 ? 1 : 0.4).Kind(kind);
            var obj = ApiJson.Read(kind, Encoding.UTF8.GetBytes(json.ToJsonString()));
            var text = ApiJson.ToBytes(obj);
            var document = ProtobufDocument.Of(text);
            Assert.NotNull(document);
            Assert.Equal(Encoding.UTF8.GetString(text), ApiJson.ToText(ApiJson.Read(kind, ProtobufBody.ToJson(document))));
        }
    }

    [Fact]
    public void A_pod_has_the_bytes_that_every_client_reads()
    {
        var pod = ApiJson.Read<Pod>("""
            {"metadata":{"name":"p","creationTimestamp":"2026-01-02T03:04:05Z","labels":{"a":"1","b":""}},"spec":{"volumes":[{"name":"v","emptyDir":{}}],
            "containers":[{"name":"c","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"500m"}},
            "livenessProbe":{"httpGet":{"path":"/ok","port":80}},"readinessProbe":{"httpGet":{"port":"http"}}}],"terminationGracePeriodSeconds":0}}
            """u8);
        Assert.Equal(Golden, Convert.ToHexString(ProtobufDocument.Of(ApiJson.ToBytes(pod))!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public void Messages_of_every_length_are_closed(int length)
    {
        using var writer = new ProtobufWriter();
        var outer = writer.Begin(1);
        var inner = writer.Begin(2);
        writer.Text(3, new string('x', length));
        writer.End(inner);
        writer.End(outer);
        var message = ProtobufMessage.Read(writer.Written.ToArray());
        message = ProtobufMessage.Read(Assert.Single(message).Bytes);
        message = ProtobufMessage.Read(Assert.Single(message).Bytes);
        Assert.Equal(length, Assert.Single(message).Bytes.Length);
    }
}
