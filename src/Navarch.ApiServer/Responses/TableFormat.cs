using System.Text.Json;
using Navarch.Api.Printing;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes objects as rows of a <c>Table</c> (<c>meta.k8s.io/v1</c>), as people read them.</summary>
internal static class TableFormat
{
    /// <summary>Writes the table of stored objects.</summary>
    public static void Write(Utf8JsonWriter writer, ServedResource resource, IReadOnlyList<Entry> entries, ListMeta meta, Representation representation, bool withColumns)
    {
        // Tables are of what is stored, so that every version of a kind shows the same.
        var columns = ObjectTables.Columns(resource.StoredKind);
        var now = resource.Time.GetUtcNow();
        WriteHead(writer, columns, meta, withColumns);
        foreach (var entry in entries)
        {
            WriteRow(writer, columns, resource.BytesOf(entry), resource.DecodeStored(entry), now, representation.IncludeObject);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The table of one object that is not stored as such.</summary>
    public static byte[] Of(KindInfo kind, IKubernetesObject obj, DateTimeOffset now, Representation representation) => Discovery.DiscoveryDocuments.Json(writer =>
    {
        var columns = ObjectTables.Columns(kind);
        WriteHead(writer, columns, new ListMeta { ResourceVersion = obj.Metadata.ResourceVersion }, withColumns: true);
        WriteRow(writer, columns, ApiJson.ToBytes(obj), obj, now, representation.IncludeObject);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The table of a bookmark: one row of an object with nothing but its metadata, which says what the bookmark says.</summary>
    public static byte[] OfBookmark(ServedResource resource, ObjectMeta metadata, Representation representation, bool withColumns) => Discovery.DiscoveryDocuments.Json(writer =>
    {
        var obj = resource.Empty.WithMetadata(metadata);
        var columns = ObjectTables.Columns(resource.StoredKind);
        WriteHead(writer, columns, new ListMeta { ResourceVersion = metadata.ResourceVersion }, withColumns);
        WriteRow(writer, columns, ApiJson.ToBytes(obj), resource.ToStored(obj), resource.Time.GetUtcNow(), representation.IncludeObject);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteHead(Utf8JsonWriter writer, ColumnSet columns, ListMeta meta, bool withColumns)
    {
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

        writer.WriteStartArray("rows"u8);
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
