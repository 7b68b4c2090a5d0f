using System.Text;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;

namespace Navarch.Api.Tests.Json;

public class OutputShapeTests
{
    [Fact]
    public void A_pod_is_written_as_upstream_writes_it()
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "a", Labels = ValueMap.Of(("b", "2"), ("a", "1")) },
            Spec = new() { Containers = [new Container { Name = "c", Resources = new() { Limits = ValueMap.Of(("cpu", Quantity.Parse("1000m"))) } }] },
        };
        Assert.Equal(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{"a":"1","b":"2"}},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1"}}}]},"status":{}}""",
            ApiJson.ToText(pod));
    }

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var text = """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","creationTimestamp":"2026-01-02T03:04:05Z"},"spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{}}],"restartPolicy":"Always"},"status":{"phase":"Pending"}}""";
        var pod = ApiJson.Read<Pod>(Encoding.UTF8.GetBytes(text));
        Assert.Equal(text, ApiJson.ToText(pod));
        Assert.Equal(pod, ApiJson.Read<Pod>(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Unknown_doubled_and_misfit_fields_are_reported_by_path()
    {
        var report = new DecodeReport();
        ApiJson.Read<Pod>("""{"metadata":{"name":"a","name":"b","x":1},"spec":{"containers":[{},{"image":5,"imagee":"x"}]}}"""u8, report);
        Assert.Equal(["metadata.x", "spec.containers[1].imagee"], report.UnknownFields);
        Assert.Equal(["metadata.name"], report.DuplicateFields);
        Assert.Equal([new DecodeError("spec.containers[1].image", "string", "number")], report.Errors);
    }

    [Fact]
    public void The_structure_is_there_for_every_type()
    {
        Assert.Equal("containerPort", Container.Structure.Field("ports")!.MergeKey);
        foreach (var name in Structure.TypeStructure.Names)
        {
            Assert.NotNull(Structure.TypeStructure.Get(name).Fields.Select(f => f.Type.Fields).ToArray());
        }

        Assert.Equal("pods", KindRegistry.ByKind(new("", "v1", "Pod"))!.Resource);
    }
}
