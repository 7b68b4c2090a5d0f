using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes the schema of a field: its type, its merge rules and, in version 3, its default and its values.</summary>
internal static class FieldSchema
{
    /// <summary>Writes the schema.</summary>
    public static void Write(Utf8JsonWriter writer, SchemaWriter schemas, TypeStructure owner, FieldStructure field)
    {
        if (ReferenceOf(field.Type, owner) is { } name)
        {
            schemas.WriteReference(name, field.Description, field.Type.IsPointer || field.Type.Shape != TypeShape.Record, field);
            return;
        }

        writer.WriteStartObject();
        if (field.Description.Length > 0)
        {
            writer.WriteString("description", field.Description);
        }

        WriteShape(writer, schemas, owner, field.Type, field.AllowedValues);
        if (schemas.Version == OpenApiVersion.V3)
        {
            WriteDefault(writer, field);
        }

        if (field.Type.Shape == TypeShape.List)
        {
            WriteListRules(writer, field);
        }
        else if (field.Type.Shape == TypeShape.Map && field.IsAtomic)
        {
            writer.WriteString("x-kubernetes-map-type", "atomic");
        }

        WritePatchRules(writer, field);
        writer.WriteEndObject();
    }

    // What is a schema of its own: records, and the scalars that have a name of their own.
    private static string? ReferenceOf(Api.Structure.FieldType type, TypeStructure owner) => type.Shape switch
    {
        TypeShape.Record => SchemaNames.Of(type.RecordName),
        TypeShape.Any => owner.Name switch
        {
            "meta.v1.ManagedFieldsEntry" => SchemaNames.FieldsV1,
            _ when owner.Name.StartsWith("apiextensions.", StringComparison.Ordinal) => SchemaNames.Json,
            _ => SchemaNames.RawExtension,
        },
        TypeShape.Scalar => type.Scalar switch
        {
            "Time" => SchemaNames.Time,
            "MicroTime" => SchemaNames.MicroTime,
            "Quantity" => SchemaNames.Quantity,
            "IntOrString" => SchemaNames.IntOrString,
            _ => null,
        },
        _ => null,
    };

    private static void WriteShape(Utf8JsonWriter writer, SchemaWriter schemas, TypeStructure owner, Api.Structure.FieldType type, IReadOnlyList<string> values)
    {
        switch (type.Shape)
        {
            case TypeShape.List:
                writer.WriteString("type", "array");
                writer.WritePropertyName("items");
                WriteInner(writer, schemas, owner, type.Element!, values);
                break;
            case TypeShape.Map:
                writer.WriteString("type", "object");
                writer.WritePropertyName("additionalProperties");
                WriteInner(writer, schemas, owner, type.Element!, values);
                break;
            default:
                WriteScalar(writer, type.Scalar);
                if (schemas.Version == OpenApiVersion.V3 && values.Count > 0)
                {
                    Discovery.DiscoveryDocuments.WriteStrings(writer, "enum", values);
                }

                break;
        }
    }

    private static void WriteInner(Utf8JsonWriter writer, SchemaWriter schemas, TypeStructure owner, Api.Structure.FieldType type, IReadOnlyList<string> values)
    {
        if (ReferenceOf(type, owner) is { } name)
        {
            schemas.WriteReference(name, "", type.IsPointer || type.Shape != TypeShape.Record);
            return;
        }

        writer.WriteStartObject();
        WriteShape(writer, schemas, owner, type, values);
        if (schemas.Version == OpenApiVersion.V3)
        {
            WriteZero(writer, type);
        }

        writer.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter writer, string scalar)
    {
        var (type, format) = scalar switch
        {
            "int32" or "int64" => ("integer", scalar),
            "bool" => ("boolean", ""),
            "double" => ("number", "double"),
            "bytes" => ("string", "byte"),
            _ => ("string", ""),
        };
        writer.WriteString("type", type);
        if (format.Length > 0)
        {
            writer.WriteString("format", format);
        }
    }

    private static void WriteDefault(Utf8JsonWriter writer, FieldStructure field)
    {
        if (field.Default is { Length: > 0 } value)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(value);
        }
        else if (field.IsWrittenWhenEmpty)
        {
            WriteZero(writer, field.Type);
        }
    }

    // What is always there has, as clients in Go see it, its zero as default.
    private static void WriteZero(Utf8JsonWriter writer, Api.Structure.FieldType type)
    {
        switch (type.IsPointer || type.Shape != TypeShape.Scalar ? "" : type.Scalar)
        {
            case "string" or "Duration":
                writer.WriteString("default", "");
                break;
            case "int32" or "int64" or "double":
                writer.WriteNumber("default", 0);
                break;
            case "bool":
                writer.WriteBoolean("default", false);
                break;
        }
    }

    private static void WriteListRules(Utf8JsonWriter writer, FieldStructure field)
    {
        if (field.ListType == ListType.Map)
        {
            Discovery.DiscoveryDocuments.WriteStrings(writer, "x-kubernetes-list-map-keys", field.ListMapKeys);
        }

        writer.WriteString("x-kubernetes-list-type", field.ListType switch { ListType.Map => "map", ListType.Set => "set", _ => "atomic" });
    }

    /// <summary>Writes how patches merge what the field refers to, where that is not as the type says.</summary>
    internal static void WriteReferenceRules(Utf8JsonWriter writer, FieldStructure field)
    {
        if (IsGranular(field))
        {
            writer.WriteString("x-kubernetes-map-type", "granular");
        }

        WritePatchRules(writer, field);
    }

    /// <summary>Whether <see cref="WriteReferenceRules"/> has something to write.</summary>
    internal static bool HasReferenceRules(FieldStructure? field) => field is not null && (field.RetainsKeys || field.Replaces || IsGranular(field));

    private static bool IsGranular(FieldStructure field) => !field.IsAtomic && field.Type.Fields is { IsAtomic: true };

    private static void WritePatchRules(Utf8JsonWriter writer, FieldStructure field)
    {
        var words = string.Join(',', new[] { field.MergesItems ? "merge" : "", field.RetainsKeys ? "retainKeys" : "", field.Replaces ? "replace" : "" }.Where(w => w.Length > 0));
        if (field.MergeKey.Length > 0)
        {
            writer.WriteString("x-kubernetes-patch-merge-key", field.MergeKey);
        }

        if (words.Length > 0)
        {
            writer.WriteString("x-kubernetes-patch-strategy", words);
        }
    }
}
