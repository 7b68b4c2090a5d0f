using System.Text.Json.Nodes;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Patches;

namespace Navarch.ApiServer.Tests.Patches;

public sealed class PatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/-","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/b"}]""", """{"a":1}""")]
    [InlineData("""{"a/b":1,"m~n":2}""", """[{"op":"replace","path":"/a~1b","value":3},{"op":"remove","path":"/m~0n"}]""", """{"a/b":3}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/-1"},{"op":"replace","path":"/a/-2","value":9}]""", """{"a":[9,2]}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/nosuch","value":null}]""", """{"a":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1},{"op":"add","path":"","value":{"x":1}}]""", """{"x":1}""")]
    public void Json_patch_applies(string document, string patch, string expected) =>
        AssertPatched(JsonPatch.Apply(JsonNode.Parse(document), JsonNode.Parse(patch)), expected);

    [Theory]
    [InlineData("""[{"op":"remove","path":"/nosuch"}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"replace","path":"/nosuch","value":1}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"add","path":"/l/7","value":2}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"add","path":"/l/01","value":2}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"move","from":"/a","path":"/a/b"}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"add","path":"/l/-3","value":2}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"remove","path":"/l/-2"}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"test","path":"/nosuch","value":1}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"add","path":"/b"}]""", PatchStatus.Inapplicable)]
    [InlineData("""[{"op":"frob","path":"/b"}]""", PatchStatus.Inapplicable)]
    [InlineData("""{"op":"add"}""", PatchStatus.Malformed)]
    [InlineData("""[1]""", PatchStatus.Malformed)]
    [InlineData("""[{"op":"add","path":"nopointer","value":1}]""", PatchStatus.Inapplicable)]
    public void Json_patch_that_does_not_fit_is_refused(string patch, object status) =>
        Assert.Equal((PatchStatus)status, JsonPatch.Apply(JsonNode.Parse("""{"a":1,"l":[1]}"""), JsonNode.Parse(patch)).Status);

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":[1]}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merge_patch_applies(string document, string patch, string expected) =>
        AssertPatched(MergePatch.Apply(JsonNode.Parse(document), JsonNode.Parse(patch)), expected);

    public static TheoryData<string, string, string> PodPatches => new()
    {
        // A list with a merge key merges item by item; an item that is new is appended.
        {
            """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}}""",
            """{"spec":{"containers":[{"name":"b","image":"2"},{"name":"c","image":"3"}]}}""",
            """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"2"},{"name":"c","image":"3"}]}}"""
        },
        {
            """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
            """{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""",
            """{"spec":{"containers":[{"name":"b"}]}}"""
        },
        {
            """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
            """{"spec":{"containers":[{"$patch":"replace"},{"name":"z"}]}}""",
            """{"spec":{"containers":[{"name":"z"}]}}"""
        },
        {
            """{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}]}}""",
            """{"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"name":"a","$setElementOrder/env":[{"name":"Y"},{"name":"X"}],"env":[{"name":"X","value":"9"}]}]}}""",
            """{"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"2"},{"name":"X","value":"9"}]}]}}"""
        },
        {
            """{"metadata":{"finalizers":["a","b","c"]}}""",
            """{"metadata":{"$deleteFromPrimitiveList/finalizers":["b"],"finalizers":["d"]}}""",
            """{"metadata":{"finalizers":["d","a","c"]}}"""
        },
        // A volume keeps one source only: the directive drops the others.
        {
            """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
            """{"spec":{"volumes":[{"name":"v","$retainKeys":["name","configMap"],"configMap":{"name":"c"}}]}}""",
            """{"spec":{"volumes":[{"name":"v","configMap":{"name":"c"}}]}}"""
        },
        // No merge key: the list is replaced.
        {
            """{"spec":{"tolerations":[{"key":"a"}],"containers":[{"name":"a","command":["x"]}]}}""",
            """{"spec":{"tolerations":[{"key":"b"}],"containers":[{"name":"a","command":["y"]}]}}""",
            """{"spec":{"tolerations":[{"key":"b"}],"containers":[{"name":"a","command":["y"]}]}}"""
        },
        {
            """{"metadata":{"labels":{"a":"1","b":"2"}}}""",
            """{"metadata":{"labels":{"$patch":"replace","c":"3"}}}""",
            """{"metadata":{"labels":{"c":"3"}}}"""
        },
        {
            """{"metadata":{"labels":{"a":"1"}}}""",
            """{"metadata":{"labels":{"a":null,"b":"2","c":null}}}""",
            """{"metadata":{"labels":{"b":"2"}}}"""
        },
        {
            """{"spec":{}}""",
            """{"spec":{"containers":[{"name":"a","env":[{"name":"X","$patch":"delete"},{"name":"Y"}],"image":null}]}}""",
            """{"spec":{"containers":[{"name":"a","env":[{"name":"Y"}]}]}}"""
        },
    };

    [Theory]
    [MemberData(nameof(PodPatches))]
    public void Strategic_merge_follows_the_directives(string document, string patch, string expected) =>
        AssertPatched(StrategicMergePatch.Apply(JsonNode.Parse(document), JsonNode.Parse(patch), MergeRules.Of(Pod.Info)), expected);

    [Fact]
    public void Strategic_merge_replaces_what_the_schema_says_so() => AssertPatched(
        StrategicMergePatch.Apply(
            JsonNode.Parse("""{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}"""),
            JsonNode.Parse("""{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}"""),
            MergeRules.Of(Deployment.Info)),
        """{"spec":{"strategy":{"type":"Recreate"}}}""");

    [Theory]
    [InlineData("""{"spec":{"containers":[{"image":"x"}]}}""")]
    [InlineData("""{"$patch":"frob"}""")]
    [InlineData("""{"spec":{"volumes":[{"name":"v","$retainKeys":["name"],"configMap":{}}]}}""")]
    public void Strategic_merge_refuses_directives_that_make_no_sense(string patch) => Assert.Equal(
        PatchStatus.Malformed,
        StrategicMergePatch.Apply(
            JsonNode.Parse("""{"spec":{"containers":[{"name":"a"}],"volumes":[{"name":"v"}]}}"""), JsonNode.Parse(patch), MergeRules.Of(Pod.Info)).Status);

    private static void AssertPatched(PatchOutcome outcome, string expected)
    {
        Assert.Equal("", outcome.Message);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), outcome.Document), outcome.Document?.ToJsonString());
    }
}
