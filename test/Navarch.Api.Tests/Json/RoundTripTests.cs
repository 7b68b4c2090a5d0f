using System.Text;
using System.Text.Json.Nodes;
using Navarch.Api.Json;

namespace Navarch.Api.Tests.Json;

public class RoundTripTests
{
    public static TheoryData<string> Kinds => [.. KindRegistry.All.Select(k => k.StructureName)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_of_a_kind_survives(string name)
    {
        var kind = Kind(name);
        var json = new ValueGenerator(new Random(1), chance: 1).Kind(kind);
        var report = new DecodeReport();
        var read = ApiJson.Read(kind, Encoding.UTF8.GetBytes(json.ToJsonString()), report)!;
        Assert.True(report.IsSuccess, report.SyntaxError ?? string.Join("; ", report.Errors));
        Assert.Empty(report.UnknownFields);
        Assert.Empty(report.DuplicateFields);
        var written = ApiJson.ToText(read);
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(written)), $"read    {json.ToJsonString()}\nwritten {written}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_written_reads_as_an_equal_object(string name)
    {
        var kind = Kind(name);
        for (var seed = 0; seed < 20; seed++)
        {
            var json = new ValueGenerator(new Random(seed), chance: 0.3).Kind(kind);
            var read = ApiJson.Read(kind, Encoding.UTF8.GetBytes(json.ToJsonString()));
            var again = ApiJson.Read(kind, ApiJson.ToBytes(read));
            Assert.Equal(read, again);
            Assert.Equal(read.GetHashCode(), again.GetHashCode());
            Assert.Equal(ApiJson.ToText(read), ApiJson.ToText(again));
        }
    }

    [Fact]
    public void A_null_is_an_absent_field()
    {
        foreach (var kind in KindRegistry.All)
        {
            var nulls = new JsonObject();
            foreach (var field in kind.Structure.Fields)
            {
                nulls[field.Name] = null;
            }

            Assert.Equal(ApiJson.Read(kind, "{}"u8), ApiJson.Read(kind, Encoding.UTF8.GetBytes(nulls.ToJsonString())));
        }
    }

    [Fact]
    public void A_list_reads_its_items_with_or_without_their_kind()
    {
        var list = ApiJson.ReadList(Core.V1.Pod.Info, """{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"x"},"items":[{"metadata":{"name":"a"}},{"kind":"Pod","apiVersion":"v1","metadata":{"name":"b"}}]}"""u8);
        Assert.Equal("7", list.ResourceVersion);
        Assert.Equal("x", list.Continue);
        Assert.Equal(["a", "b"], list.Items.Select(i => i.Metadata.Name));
        Assert.Equal(list.Items, ApiJson.ReadList(Core.V1.Pod.Info, ApiJson.ToBytes(list)).Items);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{\"metadata\":{\"name\":\"a\"")]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("{\"metadata\":{\"name\":\"\\ud800\"}}")]
    public void Malformed_text_is_a_syntax_error(string text)
    {
        var report = new DecodeReport();
        ApiJson.Read<Core.V1.Pod>(Encoding.UTF8.GetBytes(text), report);
        Assert.NotNull(report.SyntaxError);
    }

    [Fact]
    public void Raw_json_keeps_its_text_but_not_its_spaces()
    {
        var revision = ApiJson.Read<Apps.V1.ControllerRevision>("{\"data\": { \"a b\" : [1, \"x \\\" y\"],\n \"c\": null } }"u8);
        Assert.Equal("{\"a b\":[1,\"x \\\" y\"],\"c\":null}", revision.Data.ToString());
    }

    [Fact]
    public void A_map_with_many_unsorted_keys_reports_its_doubled_one()
    {
        var keys = Enumerable.Range(0, 100).Select(i => $"k{(i * 37) % 100}").Append("k5");
        var report = new DecodeReport();
        var map = ApiJson.Read<Core.V1.ConfigMap>(Encoding.UTF8.GetBytes("{\"data\":{" + string.Join(',', keys.Select((k, i) => $"\"{k}\":\"{i}\"")) + "}}"), report);
        Assert.Equal(["data.k5"], report.DuplicateFields);
        Assert.Equal(100, map.Data.Count);
        Assert.Equal("100", map.Data["k5"]);
        Assert.Equal(map.Data.Keys.Order(StringComparer.Ordinal), map.Data.Keys);
    }

    private static KindInfo Kind(string name) => KindRegistry.All.First(k => k.StructureName == name);
}
