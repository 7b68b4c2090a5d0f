using System.Collections.Concurrent;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Apply;

/// <summary>How server-side apply sees a value.</summary>
internal enum ApplyShape
{
    /// <summary>As a whole: scalars, and what the schema calls atomic.</summary>
    Leaf,

    /// <summary>Field by field.</summary>
    Record,

    /// <summary>Key by key.</summary>
    Map,

    /// <summary>Item by item, each known by its value.</summary>
    Set,

    /// <summary>Item by item, each known by some of its fields.</summary>
    KeyedList,
}

/// <summary>The schema's structure of a value as server-side apply needs it: made when first met, and kept.</summary>
internal sealed class ApplyType
{
    private static readonly ConcurrentDictionary<string, ApplyType> Records = new(StringComparer.Ordinal);
    private static readonly ApplyType Whole = new(ApplyShape.Leaf);

    private readonly ConcurrentDictionary<string, ApplyField> fields = new(StringComparer.Ordinal);
    private TypeStructure? structure;
    private FieldType? element;

    private ApplyType(ApplyShape shape) => Shape = shape;

    /// <summary>How the value is seen.</summary>
    public ApplyShape Shape { get; }

    /// <summary>The fields that identify an item, in order, each with the JSON that stands for a missing one (null: none).</summary>
    public (string Name, string? Missing)[] Keys { get; private init; } = [];

    /// <summary>The type of an item or map value.</summary>
    public ApplyType Element => field ??= Of(element!, null);

    /// <summary>The type of a kind.</summary>
    public static ApplyType Of(KindInfo kind) => OfRecord(kind.Structure);

    /// <summary>The field or map key of that name.</summary>
    public ApplyField Field(string name) => fields.TryGetValue(name, out var known) ? known : Make(name);

    private static ApplyType OfRecord(TypeStructure structure) => Records.GetOrAdd(
        structure.Name,
        static (_, made) => made.IsAtomic ? Whole : new ApplyType(ApplyShape.Record) { structure = made },
        structure);

    private static ApplyType Of(FieldType type, FieldStructure? declared)
    {
        switch (type.Shape)
        {
            case TypeShape.Record when declared is not { IsAtomic: true }:
                return OfRecord(type.Fields!);
            case TypeShape.Map when declared is not { IsAtomic: true }:
                return new ApplyType(ApplyShape.Map) { element = type.Element };
            case TypeShape.List when declared is { ListType: ListType.Set }:
                return new ApplyType(ApplyShape.Set) { element = type.Element };
            case TypeShape.List when declared is { ListType: ListType.Map } && type.Element!.Fields is { } item:
                return new ApplyType(ApplyShape.KeyedList)
                {
                    element = type.Element,
                    Keys = [.. declared.ListMapKeys.Order(StringComparer.Ordinal).Select(k => (k, item.Field(k)?.Default))],
                };
            default:
                return Whole;
        }
    }

    private ApplyField Make(string name)
    {
        if (Shape == ApplyShape.Map)
        {
            // Keys are as many as clients think of: not kept.
            return new ApplyField(FieldElements.Field(name), Element);
        }

        var declared = structure?.Field(name);
        var made = new ApplyField(FieldElements.Field(name), declared is null ? Whole : Of(declared.Type, declared));
        return declared is null ? made : fields.GetOrAdd(name, made);
    }
}

/// <summary>A field of a record, or a key of a map.</summary>
/// <param name="Element">Its path element.</param>
/// <param name="Type">Its type.</param>
internal sealed record ApplyField(string Element, ApplyType Type);
