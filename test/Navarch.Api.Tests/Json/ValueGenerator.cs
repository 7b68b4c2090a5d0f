using System.Text.Json.Nodes;
using Navarch.Api.Structure;

namespace Navarch.Api.Tests.Json;

/// <summary>Makes JSON of any type from its structure: every field, or each with a chance.</summary>
internal sealed class ValueGenerator(Random random, double chance)
{
    public JsonObject Kind(KindInfo kind) => Record(kind.Structure, depth: 0);

    private JsonObject Record(TypeStructure type, int depth)
    {
        // Schemas hold schemas: end that early. Three more types stand for a schema or something shorter; a schema is what all take.
        if (type.Name.StartsWith("apiextensions.v1.JSONSchemaPropsOr", StringComparison.Ordinal) || (type.Name == "apiextensions.v1.JSONSchemaProps" && depth > 6))
        {
            return new JsonObject { ["type"] = "string" };
        }

        var json = new JsonObject();
        if (type.HasTypeMeta && KindRegistry.All.FirstOrDefault(k => k.StructureName == type.Name) is { } kind)
        {
            (json["kind"], json["apiVersion"]) = (kind.Kind, kind.ApiVersion);
        }
        else if (type.HasTypeMeta)
        {
            (json["kind"], json["apiVersion"]) = (type.Name.Split('.')[^1], "v1");
        }

        foreach (var field in type.Fields)
        {
            if (random.NextDouble() < chance && Value(field, field.Type, depth + 1) is { } value)
            {
                json[field.Name] = value;
            }
        }

        return json;
    }

    private JsonNode? Value(FieldStructure field, FieldType type, int depth) => type.Shape switch
    {
        TypeShape.Record => Record(type.Fields!, depth),
        TypeShape.List => new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Value(field, type.Element!, depth + 1))]),
        TypeShape.Map => new JsonObject { ["b" + random.Next(9)] = Value(field, type.Element!, depth + 1), ["a"] = Value(field, type.Element!, depth + 1) },
        TypeShape.Any => new JsonObject { ["any"] = new JsonArray(1, "x", null, 1.5) },
        _ => Scalar(field, type),
    };

    private JsonNode Scalar(FieldStructure field, FieldType type) => type.Scalar switch
    {
        "string" when field.AllowedValues.Where(v => v.Length > 0).ToArray() is { Length: > 0 } allowed => allowed[random.Next(allowed.Length)],
        "string" => "text \"<&>\" é 😀 " + random.Next(1, 1000),
        "int32" => random.Next(1, int.MaxValue),
        "int64" => random.NextInt64(1, long.MaxValue),
        "bool" => true,
        "double" => 0.5 + random.Next(100),
        "bytes" => Convert.ToBase64String([1, 2, (byte)random.Next(256)]),
        "Time" => $"2026-01-02T03:04:{random.Next(10, 60)}Z",
        "MicroTime" => $"2026-01-02T03:04:05.{random.Next(100000, 999999)}Z",
        "Duration" => "1h0m5s",
        "Quantity" => $"{random.Next(1, 999)}{(random.Next(2) == 0 ? "m" : "Mi")}",
        "IntOrString" => random.Next(2) == 0 ? 80 : "http",
        var other => throw new InvalidOperationException($"no value for {other}"),
    };
}
