using System.Collections.Concurrent;
using System.Text;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>The fields of a record by the message that holds them: its own, or one that JSON does not show.</summary>
internal sealed class ProtobufLayout
{
    private static readonly ConcurrentDictionary<string, ProtobufLayout> Known = new(StringComparer.Ordinal);

    private ProtobufLayout(IEnumerable<(FieldStructure Field, int Depth)> fields)
    {
        var all = fields.ToList();
        Fields = [.. all.Where(f => f.Field.ProtobufPath.Count == f.Depth).Select(f => new ProtobufLayoutField(f.Field))];
        Inside = [.. all.Where(f => f.Field.ProtobufPath.Count > f.Depth)
            .GroupBy(f => f.Field.ProtobufPath[f.Depth])
            .Select(g => (g.Key, new ProtobufLayout(g.Select(f => (f.Field, f.Depth + 1)))))];
    }

    /// <summary>The fields in this message, in the order in which JSON has them.</summary>
    public ProtobufLayoutField[] Fields { get; }

    /// <summary>The messages inside that JSON does not show, by number.</summary>
    public (int Number, ProtobufLayout Layout)[] Inside { get; }

    /// <summary>The layout of a record: made when first met, and kept.</summary>
    public static ProtobufLayout Of(TypeStructure structure) => Known.GetOrAdd(
        structure.Name,
        static (_, made) => new ProtobufLayout(made.Fields.Where(f => f.ProtobufNumber > 0).Select(f => (f, 0))),
        structure);
}

/// <summary>A field in its message.</summary>
internal sealed class ProtobufLayoutField(FieldStructure field)
{
    /// <summary>The number.</summary>
    public int Number { get; } = field.ProtobufNumber;

    /// <summary>The name in JSON, as UTF-8.</summary>
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(field.Name);

    /// <summary>The type.</summary>
    public Api.Structure.FieldType Type { get; } = field.Type;
}
