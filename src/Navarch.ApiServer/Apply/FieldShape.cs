using System.Text.Json.Nodes;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Apply;

/// <summary>How apply treats what stands at one place of an object: as a whole, field by field, or item by item.</summary>
/// <param name="Type">The type; null for a field nobody knows.</param>
/// <param name="Field">What is said of the field; null inside lists and maps.</param>
internal readonly record struct FieldShape(FieldType? Type, FieldStructure? Field)
{
    /// <summary>The record of a kind.</summary>
    public static FieldShape Root(TypeStructure structure) => new(null, null) { Record = structure };

    /// <summary>The structure of a record.</summary>
    public TypeStructure? Record { get; init; } = Type?.Fields;

    /// <summary>Whether an object here is owned field by field.</summary>
    public bool IsGranularObject => Record is { } record
        ? Field is not { IsAtomic: true } && (!record.IsAtomic || Field is null)
        : Type?.Shape == TypeShape.Map && Field is not { IsAtomic: true };

    /// <summary>Whether a list here is owned item by item, known by keys.</summary>
    public bool IsKeyedList => Type?.Shape == TypeShape.List && Field is { ListType: ListType.Map };

    /// <summary>Whether a list here is owned item by item, known by value.</summary>
    public bool IsSet => Type?.Shape == TypeShape.List && Field is { ListType: ListType.Set };

    /// <summary>The shape of a field or key.</summary>
    public FieldShape Of(string name)
    {
        if (Record is { } record)
        {
            return record.Field(name) is { } field ? new FieldShape(field.Type, field) : default;
        }

        return Type is { Shape: TypeShape.Map } ? new FieldShape(Type.Element, null) : default;
    }

    /// <summary>The shape of an item.</summary>
    public FieldShape Item => new(Type?.Element, null);

    /// <summary>The step to an item of a keyed list; null when it has not the keys.</summary>
    public string? StepTo(JsonNode? item)
    {
        if (item is not JsonObject map)
        {
            return null;
        }

        var keys = new JsonObject();
        foreach (var key in Field!.ListMapKeys.Order(StringComparer.Ordinal))
        {
            if (map.TryGetPropertyValue(key, out var value))
            {
                keys[key] = value?.DeepClone();
            }
            else if (Item.Record?.Field(key)?.Default is { } fallback)
            {
                keys[key] = JsonNode.Parse(fallback);
            }
        }

        return keys.Count == 0 ? null : "k:" + System.Text.Encoding.UTF8.GetString(JsonBytes.Of(keys));
    }
}
