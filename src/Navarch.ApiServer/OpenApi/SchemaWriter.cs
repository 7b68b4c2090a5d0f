using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes the types of the schema as OpenAPI schemas, with every type they refer to.</summary>
/// <param name="writer">Where to.</param>
/// <param name="prefix">What references start with.</param>
/// <param name="wrapsReferences">Whether a reference beside other keywords stands in <c>allOf</c>, as version 3 wants it.</param>
internal sealed class SchemaWriter(Utf8JsonWriter writer, string prefix, bool wrapsReferences)
{
    private readonly Queue<string> waiting = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Writes the schemas of the kinds as properties of the present object.</summary>
    public void Write(IEnumerable<KindInfo> kinds)
    {
        var byStructure = kinds.ToLookup(k => k.StructureName, k => k, StringComparer.Ordinal);
        foreach (var kind in byStructure)
        {
            Need(kind.Key);
        }

        while (waiting.TryDequeue(out var name))
        {
            writer.WritePropertyName(SchemaNames.Of(name));
            WriteType(TypeStructure.Get(name), byStructure[name].FirstOrDefault());
        }
    }

    /// <summary>Writes the schema of a list of a kind.</summary>
    public void WriteList(KindInfo kind)
    {
        Need("meta.v1.ListMeta");
        writer.WritePropertyName(SchemaNames.Of(kind.StructureName) + "List");
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        WriteTypeMeta();
        writer.WriteStartObject("items");
        writer.WriteString("type", "array");
        writer.WritePropertyName("items");
        WriteReference(kind.StructureName, "");
        writer.WriteEndObject();
        writer.WritePropertyName("metadata");
        WriteReference("meta.v1.ListMeta", "");
        writer.WriteEndObject();
        WriteKinds(kind.GroupVersionKind with { Kind = kind.ListKind });
        writer.WriteEndObject();
    }

    /// <summary>Writes which kind a schema or an operation is of.</summary>
    public static void WriteKind(Utf8JsonWriter writer, GroupVersionKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("group", kind.Group);
        writer.WriteString("kind", kind.Kind);
        writer.WriteString("version", kind.Version);
        writer.WriteEndObject();
    }

    private void Need(string structureName)
    {
        if (known.Add(structureName))
        {
            waiting.Enqueue(structureName);
        }
    }

    private void WriteType(TypeStructure type, KindInfo? kind)
    {
        writer.WriteStartObject();
        WriteDescription(type.Description);
        writer.WriteString("type", "object");
        var required = type.Fields.Where(f => f.IsRequired).Select(f => f.Name).ToList();
        if (required.Count > 0)
        {
            writer.WriteStartArray("required");
            required.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteStartObject("properties");
        if (type.HasTypeMeta)
        {
            WriteTypeMeta();
        }

        foreach (var field in type.Fields)
        {
            writer.WritePropertyName(field.Name);
            WriteField(field);
        }

        writer.WriteEndObject();
        if (kind is not null)
        {
            WriteKinds(kind.GroupVersionKind);
        }

        writer.WriteEndObject();
    }

    private void WriteKinds(GroupVersionKind kind)
    {
        writer.WriteStartArray("x-kubernetes-group-version-kind");
        WriteKind(writer, kind);
        writer.WriteEndArray();
    }

    private void WriteTypeMeta()
    {
        WriteString("apiVersion", "The version of the API in which the object is written: group/version.");
        WriteString("kind", "The kind of the object.");
    }

    private void WriteString(string name, string description)
    {
        writer.WriteStartObject(name);
        writer.WriteString("description", description);
        writer.WriteString("type", "string");
        writer.WriteEndObject();
    }

    private void WriteField(FieldStructure field)
    {
        if (field.Type.Shape == TypeShape.Record)
        {
            WriteReference(field.Type.RecordName, field.Description);
            return;
        }

        writer.WriteStartObject();
        WriteDescription(field.Description);
        WriteShape(field.Type);
        if (field.Default is { Length: > 0 } value)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(value);
        }

        if (field.Type.Shape == TypeShape.List)
        {
            WriteListRules(field);
        }
        else if (field.Type.Shape == TypeShape.Map && field.IsAtomic)
        {
            writer.WriteString("x-kubernetes-map-type", "atomic");
        }

        writer.WriteEndObject();
    }

    private void WriteListRules(FieldStructure field)
    {
        if (field.ListType == ListType.Map)
        {
            writer.WriteStartArray("x-kubernetes-list-map-keys");
            foreach (var key in field.ListMapKeys)
            {
                writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
        }

        writer.WriteString("x-kubernetes-list-type", field.ListType switch { ListType.Map => "map", ListType.Set => "set", _ => "atomic" });
        if (field.MergesItems)
        {
            if (field.MergeKey.Length > 0)
            {
                writer.WriteString("x-kubernetes-patch-merge-key", field.MergeKey);
            }

            writer.WriteString("x-kubernetes-patch-strategy", field.RetainsKeys ? "merge,retainKeys" : "merge");
        }
    }

    private void WriteReference(string structureName, string description)
    {
        Need(structureName);
        var reference = prefix + SchemaNames.Of(structureName);
        writer.WriteStartObject();
        WriteDescription(description);
        if (wrapsReferences)
        {
            writer.WriteStartArray("allOf");
            writer.WriteStartObject();
            writer.WriteString("$ref", reference);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("$ref", reference);
        }

        writer.WriteEndObject();
    }

    private void WriteShape(Api.Structure.FieldType type)
    {
        switch (type.Shape)
        {
            case TypeShape.List:
                writer.WriteString("type", "array");
                writer.WritePropertyName("items");
                WriteInner(type.Element!);
                break;
            case TypeShape.Map:
                writer.WriteString("type", "object");
                writer.WritePropertyName("additionalProperties");
                WriteInner(type.Element!);
                break;
            case TypeShape.Any:
                writer.WriteString("type", "object");
                writer.WriteBoolean("x-kubernetes-preserve-unknown-fields", true);
                break;
            default:
                WriteScalar(type.Scalar);
                break;
        }
    }

    private void WriteInner(Api.Structure.FieldType type)
    {
        if (type.Shape == TypeShape.Record)
        {
            WriteReference(type.RecordName, "");
            return;
        }

        writer.WriteStartObject();
        WriteShape(type);
        writer.WriteEndObject();
    }

    private void WriteScalar(string scalar)
    {
        var (type, format) = scalar switch
        {
            "int32" or "int64" => ("integer", scalar),
            "bool" => ("boolean", ""),
            "double" => ("number", "double"),
            "bytes" => ("string", "byte"),
            "Time" or "MicroTime" => ("string", "date-time"),
            "IntOrString" => ("string", "int-or-string"),
            _ => ("string", ""),
        };
        if (scalar is "Quantity" or "IntOrString" && wrapsReferences)
        {
            // Both may be written as a number, too.
            writer.WriteStartArray("oneOf");
            foreach (var option in (string[])["string", scalar == "Quantity" ? "number" : "integer"])
            {
                writer.WriteStartObject();
                writer.WriteString("type", option);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("type", type);
        }

        if (format.Length > 0)
        {
            writer.WriteString("format", format);
        }
    }

    private void WriteDescription(string description)
    {
        if (description.Length > 0)
        {
            writer.WriteString("description", description);
        }
    }
}
