using System.Text.Json;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes objects as rows of a <c>Table</c> (<c>meta.k8s.io/v1</c>), as people read them.</summary>
internal static class TableFormat
{
    /// <summary>Writes the table.</summary>
    public static void Write(Utf8JsonWriter writer, ServedResource resource, IReadOnlyList<Entry> entries, ListMeta meta, Representation representation, bool withColumns)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Table"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        writer.WritePropertyName("metadata"u8);
        meta.WriteJson(writer);
        writer.WritePropertyName("columnDefinitions"u8);
        if (withColumns)
        {
            WriteColumns(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteStartArray("rows"u8);
        foreach (var entry in entries)
        {
            WriteRow(writer, resource, entry, representation.IncludeObject);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var (name, type, format) in new[] { ("Name", "string", "name"), ("Age", "string", "") })
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("type", type);
            writer.WriteString("format", format);
            writer.WriteString("description", "");
            writer.WriteNumber("priority", 0);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, ServedResource resource, Entry entry, string includeObject)
    {
        var obj = resource.Decode(entry);
        writer.WriteStartObject();
        writer.WriteStartArray("cells"u8);
        writer.WriteStringValue(obj.Metadata.Name);
        writer.WriteStringValue("");
        writer.WriteEndArray();
        writer.WritePropertyName("object"u8);
        switch (includeObject)
        {
            case "None":
                writer.WriteNullValue();
                break;
            case "Object":
                writer.WriteRawValue(entry.Value.Span, skipInputValidation: true);
                break;
            default:
                ObjectResponse.WriteMetadata(writer, obj.Metadata);
                break;
        }

        writer.WriteEndObject();
    }
}
