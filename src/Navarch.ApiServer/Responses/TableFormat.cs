using System.Text.Json;
using Navarch.Api.Printing;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes objects as rows of a <c>Table</c> (<c>meta.k8s.io/v1</c>), as people read them.</summary>
internal static class TableFormat
{
    /// <summary>Writes the table.</summary>
    public static void Write(Utf8JsonWriter writer, ServedResource resource, IReadOnlyList<Entry> entries, ListMeta meta, Representation representation, bool withColumns)
    {
        var columns = ObjectTables.Columns(resource.Kind);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Table"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        writer.WritePropertyName("metadata"u8);
        meta.WriteJson(writer);
        writer.WritePropertyName("columnDefinitions"u8);
        if (withColumns)
        {
            writer.WriteStartArray();
            foreach (var column in columns.Definitions)
            {
                column.WriteJson(writer);
            }

            writer.WriteEndArray();
        }
        else
        {
            // Later tables of a watch have the columns of the first.
            writer.WriteNullValue();
        }

        var now = resource.Time.GetUtcNow();
        writer.WriteStartArray("rows"u8);
        foreach (var entry in entries)
        {
            WriteRow(writer, columns, resource.BytesOf(entry), resource.Decode(entry), now, representation.IncludeObject);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, ColumnSet columns, ReadOnlyMemory<byte> bytes, IKubernetesObject obj, DateTimeOffset now, string includeObject)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells"u8);
        foreach (var cell in columns.Cells(obj, now))
        {
            writer.WriteRawValue(cell.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        var conditions = ObjectTables.Conditions(obj);
        if (!conditions.IsEmpty)
        {
            writer.WriteStartArray("conditions"u8);
            foreach (var condition in conditions)
            {
                condition.WriteJson(writer);
            }

            writer.WriteEndArray();
        }

        writer.WritePropertyName("object"u8);
        switch (includeObject)
        {
            case "None":
                writer.WriteNullValue();
                break;
            case "Object":
                writer.WriteRawValue(bytes.Span, skipInputValidation: true);
                break;
            default:
                ObjectResponse.WriteMetadata(writer, obj.Metadata);
                break;
        }

        writer.WriteEndObject();
    }
}
