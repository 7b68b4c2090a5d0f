using Navarch.Api.Fields;
using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Tests.Apply;

public class FieldSetTests
{
    private const string Pair = """{"f:metadata":{"f:labels":{".":{},"f:a":{},"f:b":{}}},"f:spec":{"f:x":{}}}""";

    [Theory]
    [InlineData("{}")]
    [InlineData(Pair)]
    [InlineData("""{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{}}},"f:finalizers":{"v:\"x\"":{}}}}""")]
    public void A_set_is_written_as_it_was_read(string json) => Assert.Equal(json, Text(Set(json)));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"x":{}}""")]
    [InlineData("""{"f:a":1}""")]
    [InlineData("{")]
    public void What_is_no_set_is_not_read(string json) => Assert.Null(FieldSetJson.Read(RawJson.FromTrusted(System.Text.Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("""{"f:a":{}}""", """{"f:a":{"f:b":{}}}""", """{"f:a":{".":{},"f:b":{}}}""", "{}", """{"f:a":{}}""")]
    [InlineData(Pair, Pair, Pair, Pair, "{}")]
    [InlineData(Pair, "{}", Pair, "{}", Pair)]
    [InlineData("""{"f:a":{},"f:b":{}}""", """{"f:b":{},"f:c":{}}""", """{"f:a":{},"f:b":{},"f:c":{}}""", """{"f:b":{}}""", """{"f:a":{}}""")]
    public void Sets_combine_path_by_path(string left, string right, string union, string both, string difference)
    {
        Assert.Equal(union, Text(Set(left).Union(Set(right))));
        Assert.Equal(both, Text(Set(left).Intersect(Set(right))));
        Assert.Equal(difference, Text(Set(left).Except(Set(right))));
        Assert.True(Set(left).Except(Set(right)).Union(Set(left).Intersect(Set(right))).SameAs(Set(left)));
    }

    [Fact]
    public void Paths_are_shown_as_conflicts_name_them() => Assert.Equal(
        [".f[=\"v\"]", ".spec.ports[port=80,protocol=\"TCP\"]", ".spec.ports[port=80,protocol=\"TCP\"].name"],
        Set("""{"f:f":{"v:\"v\"":{}},"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{}}}}}""").Paths());

    private static FieldSet Set(string json) => FieldSetJson.Read(RawJson.Parse(json))!;

    private static string Text(FieldSet set) => FieldSetJson.Write(set).ToString();
}
