using System.Text;
using System.Text.Json;
using Navarch.Api.Core.V1;
using Navarch.Api.Fields;
using Navarch.Api.Json;
using Navarch.Api.Tests.Json;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Apply;

public class RecordComparisonTests
{
    public static TheoryData<string> Kinds => [.. KindRegistry.All.Where(k => k.Comparer is not null).Select(k => k.StructureName)];

    [Fact]
    public void Few_kinds_are_compared_by_their_json() =>
        Assert.Equal(["CustomResourceDefinition", "TokenRequest"], KindRegistry.All.Where(k => k.Comparer is null).Select(k => k.Kind).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Records_differ_in_the_fields_in_which_their_json_differs(string name)
    {
        var kind = KindRegistry.All.First(k => k.StructureName == name);
        var empty = Read(kind, "{}");
        var differing = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var first = new ValueGenerator(random, chance: seed == 0 ? 1 : 0.5).Kind(kind);
            var second = new ValueGenerator(random, chance: 0.5).Kind(kind);
            var changed = new JsonMutation(random).Changed(first, second)!;
            var (old, now) = (Read(kind, first.ToJsonString()), Read(kind, changed.ToJsonString()));
            AssertSame(kind, empty, old);
            AssertSame(kind, old, now);
            AssertSame(kind, now, empty);
            differing += FieldWalk.Compare(kind.Comparer!, old, now).IsSame ? 0 : 1;
            Assert.True(FieldWalk.Compare(kind.Comparer!, old, Read(kind, first.ToJsonString())).IsSame);
        }

        Assert.True(differing > 10, $"only {differing} pairs differed");
    }

    [Fact]
    public void Doubled_items_are_compared_by_the_first_of_them()
    {
        const string before = """{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"X","value":"2"}]}]}}""";
        const string after = """{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"X","value":"3"}]}]}}""";
        Assert.True(FieldWalk.Compare(Pod.Info.Comparer!, Read(Pod.Info, before), Read(Pod.Info, after)).IsSame);
        AssertSame(Pod.Info, Read(Pod.Info, before), Read(Pod.Info, after));
    }

    [Fact]
    public void Many_items_are_found_by_their_keys()
    {
        var old = Variables(Enumerable.Range(0, 100));
        var now = Variables(Enumerable.Range(1, 100).Reverse());
        AssertSame(Pod.Info, old, now);
        Assert.Equal([".spec.containers[name=\"a\"].env[name=\"V100\"]", ".spec.containers[name=\"a\"].env[name=\"V100\"].name", ".spec.containers[name=\"a\"].env[name=\"V100\"].value"], FieldWalk.Compare(Pod.Info.Comparer!, old, now).Added.Paths());
    }

    [Fact]
    public void A_time_differs_only_in_what_the_api_shows_of_it()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Pod At(DateTimeOffset at) => new() { Status = new() { Conditions = [new() { Type = "Ready", LastTransitionTime = at }] } };
        Assert.True(FieldWalk.Compare(Pod.Info.Comparer!, At(time), At(time.AddMilliseconds(700))).IsSame);
        Assert.False(FieldWalk.Compare(Pod.Info.Comparer!, At(time), At(time.AddSeconds(1))).IsSame);
    }

    private static Pod Variables(IEnumerable<int> numbers) =>
        new() { Spec = new() { Containers = [new() { Name = "a", Env = [.. numbers.Select(n => new EnvVar { Name = $"V{n}", Value = "x" })] }] } };

    private static IKubernetesObject Read(KindInfo kind, string json) => ApiJson.Read(kind, Encoding.UTF8.GetBytes(json));

    private static void AssertSame(KindInfo kind, IKubernetesObject old, IKubernetesObject now)
    {
        var expected = JsonComparison.Of(kind, old, now);
        var found = FieldWalk.Compare(kind.Comparer!, old, now);
        Assert.Equal(Text(expected.Added), Text(found.Added));
        Assert.Equal(Text(expected.Modified), Text(found.Modified));
        Assert.Equal(Text(expected.Removed), Text(found.Removed));
        Assert.Equal(Text(expected.Set), FieldSetJson.Write(found.Set).ToString());
    }

    /// <summary>The set as a JSON writer of the framework writes it.</summary>
    private static string Text(FieldSet set)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            Write(writer, set);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, FieldSet set)
    {
        writer.WriteStartObject();
        if (set.IsMember && set.Count > 0)
        {
            writer.WriteStartObject(".");
            writer.WriteEndObject();
        }

        foreach (var element in set.Elements)
        {
            writer.WritePropertyName(element);
            Write(writer, set[element]);
        }

        writer.WriteEndObject();
    }
}
