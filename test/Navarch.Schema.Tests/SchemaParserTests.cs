using Navarch.Schema.Emit;
using Navarch.Schema.Model;

namespace Navarch.Schema.Tests;

public class SchemaParserTests
{
    [Fact]
    public void A_line_tells_everything_about_a_field()
    {
        var model = Parse(
            """
            group apps.example  namespace=Apps
            kind Thing  things  namespaced  short=th,t  categories=all  verbs=get,list
              / status  get,update
              metadata  ObjectMeta  1
              ports     []Port      2  required list=map(port,protocol) merge=port retainkeys gate=Ports -- Where it listens.

            type Port
              port=Number  int32   1  required min=1 max=65535
              protocol     Proto   2  default="TCP" given

            enum Proto TCP UDP \
                With=with-dash Unset=""
            """);
        Assert.Empty(model.Problems);
        var kind = model.Types.Single(t => t.Name == "Thing");
        Assert.Equal(("things", true, "status"), (kind.Plural, kind.Namespaced, kind.Subresources[0].Name));
        Assert.Equal(["th", "t"], kind.ShortNames);
        Assert.Equal(["get", "list"], kind.Verbs);
        var ports = kind.Fields[1];
        Assert.Equal(TypeShape.List, ports.Type.Shape);
        Assert.Equal(["port", "protocol"], ports.ListMapKeys);
        Assert.Equal(("map", "port", true, true, "Ports", "Where it listens."), (ports.ListType, ports.MergeKey, ports.Required, ports.RetainKeys, ports.Gate, ports.Description));
        var port = model.Types.Single(t => t.Name == "Port");
        Assert.Equal(("Number", "port", 1L, 65535L), (port.Fields[0].PropertyName, port.Fields[0].JsonName, port.Fields[0].Minimum, port.Fields[0].Maximum));
        Assert.Equal("\"TCP\"", port.Fields[1].Default);
        Assert.Equal((false, true), (port.Fields[0].Given, port.Fields[1].Given));
        Assert.Equal([("TCP", "TCP"), ("UDP", "UDP"), ("With", "with-dash"), ("Unset", "")], model.Enums.Single(e => e.Name == "Proto").Values);
    }

    [Fact]
    public void An_included_type_lends_its_fields()
    {
        var model = Parse(
            """
            type Volume
              name     string  1
              include  Source  2

            mixin Source
              path  string  1
            """);
        Assert.Equal(["name", "path"], model.FlatFields(model.Types.Single(t => t.Name == "Volume")).Select(f => f.JsonName));
    }

    [Theory]
    [InlineData("type A\n  x string 1\n  y string 1", "A uses protobuf number 1 twice")]
    [InlineData("type A\n  x string 1\n  x string 2", "A has the field 'x' twice")]
    [InlineData("type A\n  x string 1\n  y=X string 2", "A has the property 'X' twice")]
    [InlineData("type A\n  x Nothing 1", "there is no type 'Nothing'")]
    [InlineData("type A\n  x string 1 requird", "unknown flag 'requird'")]
    [InlineData("type A\n  x string one", "'one' is no protobuf number")]
    [InlineData("type A\n  x string", "a field is 'name type number flags'")]
    [InlineData("type A\n  a string 1", "a property of A cannot be called 'A'")]
    [InlineData("type A\n  x string 1\ntype A\n  y string 1", "g.v1.A is declared twice")]
    [InlineData("type A\n  x []B 1 merge=id\ntype B\n  name string 1", "B has no field 'id' to merge by")]
    [InlineData("type A\n  x string 1 list=set", "only a list has 'list='")]
    [InlineData("type A\n  x int32 1 given", "only a text or a list can be 'given'")]
    [InlineData("kind A  as  namespaced\n  spec string 1", "the kind A needs 'metadata ObjectMeta'")]
    [InlineData("struct A\n  x string 1", "unknown declaration 'struct'")]
    [InlineData("  x string 1", "a field outside a type")]
    [InlineData("type A\n  x string 1 -- One\ttwo.", "a description holds no tab")]
    public void A_mistake_is_told_with_its_line(string text, string problem) =>
        Assert.Contains(Parse(text).Problems, p => p.StartsWith("g/v1/x.schema(", StringComparison.Ordinal) && p.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("PodPhase", "PodPhases")]
    [InlineData("DNSPolicy", "DNSPolicies")]
    [InlineData("ConditionStatus", "ConditionStatuses")]
    [InlineData("SideEffectClass", "SideEffectClasses")]
    public void Constants_stand_in_the_plural(string name, string plural) => Assert.Equal(plural, EnumEmitter.Plural(name));

    private static SchemaModel Parse(string text)
    {
        var model = new SchemaModel();
        new SchemaParser(model).Parse("g/v1/x.schema", text.Split('\n'));
        new SchemaParser(model).Parse("meta/v1/m.schema", ["type ObjectMeta", "  name string 1"]);
        SchemaChecker.Check(model);
        return model;
    }
}
