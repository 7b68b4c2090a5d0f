using System.Text;
using Navarch.Api.Defaulting;
using Navarch.Api.Json;
using Navarch.Api.Printing;
using Navarch.Api.Validation;

namespace Navarch.Api.Tests.Json;

public class EveryKindTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string> Kinds => [.. KindRegistry.All.Select(k => k.StructureName)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_is_in_an_object_it_gets_defaults_once_and_can_be_checked_and_shown(string name)
    {
        var kind = KindRegistry.All.First(k => k.StructureName == name);
        for (var seed = 0; seed < 30; seed++)
        {
            var json = new ValueGenerator(new Random(seed), chance: seed / 30.0).Kind(kind);
            var obj = Defaults.Apply(ApiJson.Read(kind, Encoding.UTF8.GetBytes(json.ToJsonString())));
            Assert.Same(obj, Defaults.Apply(obj));
            Assert.NotNull(ObjectValidation.Validate(obj).ToString());
            Assert.NotNull(ObjectValidation.ValidateUpdate(obj, obj).ToString());
            var columns = ObjectTables.Columns(kind);
            Assert.Equal(columns.Definitions.Count, columns.Cells(obj, Now).Count);
            foreach (var cell in columns.Cells(obj, Now))
            {
                using var _ = cell.ToDocument();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Broken_text_is_refused_and_never_crashes_the_reader(string name)
    {
        var kind = KindRegistry.All.First(k => k.StructureName == name);
        var random = new Random(7);
        var text = Encoding.UTF8.GetBytes(new ValueGenerator(random, chance: 0.3).Kind(kind).ToJsonString());
        for (var i = 0; i < 200; i++)
        {
            var broken = text.ToArray();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            ApiJson.Read(kind, broken, new DecodeReport());
            ApiJson.Read(kind, broken.AsSpan(0, random.Next(broken.Length)), new DecodeReport());
        }
    }
}
