using System.Text.Json;
using System.Text.Json.Nodes;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Apply;

/// <summary>
/// Whether a document fits the schema as server-side apply needs it: no field that the schema does not have, items of keyed lists that name their
/// keys, no item twice. Whatever <c>fieldValidation</c> says: nobody could own such a field.
/// </summary>
internal static class ApplySchema
{
    /// <summary>The first fault, or null.</summary>
    public static string? Fault(KindInfo kind, JsonObject applied) => FaultOf(kind.Structure, applied, "");

    private static string? FaultOf(TypeStructure structure, JsonObject value, string path)
    {
        foreach (var (name, inner) in value)
        {
            if (structure.Field(name) is { } field)
            {
                if (FaultOf(field.Type, field, inner, $"{path}.{name}") is { } fault)
                {
                    return fault;
                }
            }
            else if (!(structure.HasTypeMeta && name is "apiVersion" or "kind"))
            {
                return $"{path}.{name}: field not declared in schema";
            }
        }

        return null;
    }

    private static string? FaultOf(FieldType type, FieldStructure? declared, JsonNode? value, string path) => (type.Shape, value) switch
    {
        (_, null) => null,
        (TypeShape.Record, JsonObject map) when type.Fields is { } fields && !Protobuf.SchemaAlternatives.IsOne(type.RecordName) => FaultOf(fields, map, path),
        (TypeShape.Record, _) when Protobuf.SchemaAlternatives.IsOne(type.RecordName) => null,
        (TypeShape.Map, JsonObject map) => map.Select(p => FaultOf(type.Element!, null, p.Value, $"{path}.{p.Key}")).FirstOrDefault(f => f is not null),
        (TypeShape.Record or TypeShape.Map, _) => $"{path}: expected map, got {Found(value)}",
        (TypeShape.List, JsonArray list) => ItemFault(type, declared, list, path),
        (TypeShape.List, _) => $"{path}: expected list, got {Found(value)}",
        _ => null,
    };

    private static string? ItemFault(FieldType type, FieldStructure? declared, JsonArray list, string path)
    {
        var seen = declared is { ListType: ListType.Map or ListType.Set } ? new HashSet<string>(StringComparer.Ordinal) : null;
        for (var i = 0; i < list.Count; i++)
        {
            var place = $"[{i}]";
            if (seen is not null)
            {
                var element = ElementOf(declared!, type.Element!, list[i], out var missing);
                if (element is null)
                {
                    return $"{path}: element {i}: associative list with keys has an element that omits key field \"{missing}\" (and doesn't have default value)";
                }

                place = FieldElement.Show(element);
                if (!seen.Add(element))
                {
                    return $"{path}: duplicate entries for key {place}";
                }
            }

            if (FaultOf(type.Element!, null, list[i], path + place) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The path element of an item; null when it lacks the key <paramref name="missing"/>.</summary>
    private static string? ElementOf(FieldStructure declared, FieldType item, JsonNode? value, out string missing)
    {
        missing = "";
        if (declared.ListType == ListType.Set)
        {
            return "v:" + (value?.ToJsonString(FieldElements.Readable) ?? "null");
        }

        var keys = new List<string>(declared.ListMapKeys.Count);
        foreach (var key in declared.ListMapKeys.Order(StringComparer.Ordinal))
        {
            // A key that is there but empty is a key; one that may be left out needs no default to be told from the others.
            var text = (value as JsonObject)?[key]?.ToJsonString(FieldElements.Readable) ?? item.Fields?.Field(key)?.Default;
            if (text is null && item.Fields?.Field(key) is not { IsRequired: false })
            {
                missing = key;
                return null;
            }

            keys.Add($"\"{key}\":{text ?? "null"}");
        }

        return $"k:{{{string.Join(',', keys)}}}";
    }

    private static string Found(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "map",
        JsonValueKind.Array => "list",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "boolean",
    };
}
