using System.Text;
using System.Text.Json.Nodes;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Api.Tests.Json;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Patches;

public class RecordMergeTests
{
    public static TheoryData<string> Kinds => [.. KindRegistry.All.Where(k => k.Merger is not null).Select(k => k.StructureName)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_patched_record_is_the_record_of_the_patched_json(string name)
    {
        var kind = KindRegistry.All.First(k => k.StructureName == name);
        var (good, bad) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var document = new ValueGenerator(random, chance: 0.5).Kind(kind);
            var patch = new JsonMutation(random).Patch(document, new ValueGenerator(random, chance: 0.5).Kind(kind))!;
            var old = ApiJson.Read(kind, Bytes(document));
            var (expectedReport, report) = (new DecodeReport(), new DecodeReport());
            var expected = BodyReader.Decode(kind, Bytes(JsonMerge.Apply(JsonNode.Parse(ApiJson.ToBytes(old)), patch)!), expectedReport);
            var found = BodyReader.Merge(kind, old, Bytes(patch), report);
            Assert.Equal(expectedReport.Errors.Select(e => e.ToString()).Order(), report.Errors.Select(e => e.ToString()).Order());
            Assert.Equal(expectedReport.UnknownFields.Order(), report.UnknownFields.Order());
            Assert.Equal(expected.IsSuccess, found.IsSuccess);
            (good, bad) = found.IsSuccess ? (good + 1, bad) : (good, bad + 1);
            if (found.IsSuccess)
            {
                Assert.Equal(ApiJson.ToText(expected.Value), ApiJson.ToText(found.Value));
                Assert.Equal(expected.Value, found.Value);
            }
        }

        Assert.True(good > 20, $"{good} patches applied, {bad} were refused");
    }

    [Fact]
    public void What_a_patch_does_not_name_is_shared_with_the_old_state()
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "p", Labels = ValueMap.Of(("a", "1"), ("b", "2")), Annotations = ValueMap.Of(("x", "y")) },
            Spec = new() { Containers = [new() { Name = "main" }], Affinity = new() },
        };
        var patched = (Pod)BodyReader.Merge(Pod.Info, pod, """{"metadata":{"labels":{"a":null,"c":"3"}},"spec":{"affinity":null}}"""u8, new()).Value;
        Assert.Equal([("b", "2"), ("c", "3")], patched.Metadata.Labels.Select(l => (l.Key, l.Value)));
        Assert.Null(patched.Spec.Affinity);
        Assert.Same(pod.Spec.Containers[0], patched.Spec.Containers[0]);
        Assert.Same(pod.Status, patched.Status);
    }

    [Theory]
    [InlineData("[1]", "a merge patch of an object is an object", 400)]
    [InlineData("null", "a merge patch of an object is an object", 400)]
    [InlineData("\"x\"", "a merge patch of an object is an object", 400)]
    [InlineData("{", "error decoding patch: ", 400)]
    [InlineData("""{"spec":{}} x""", "error decoding patch: ", 400)]
    [InlineData("""{"kind":"Node"}""", "Node in version \"v1\" cannot be handled as a Pod", 422)]
    [InlineData("""{"spec":7}""", "cannot be handled as a Pod: json: cannot unmarshal spec: expected object, found number", 422)]
    public void What_is_no_patch_of_the_kind_is_refused(string patch, string message, int code)
    {
        var refused = BodyReader.Merge(Pod.Info, new Pod(), Encoding.UTF8.GetBytes(patch), new());
        Assert.False(refused.IsSuccess);
        Assert.Equal(code, refused.Status.Code);
        Assert.Contains(message, refused.Status.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
