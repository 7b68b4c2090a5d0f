using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>Writes the JSON of API types as the protobuf of the same meaning, by the structure of their types: what JSON leaves out, protobuf leaves out.</summary>
internal static class ProtobufEncoder
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Writes the fields of a record.</summary>
    public static void WriteRecord(ProtobufWriter writer, TypeStructure structure, JsonElement json) => WriteMessage(writer, ProtobufLayout.Of(structure), json);

    private static bool WriteMessage(ProtobufWriter writer, ProtobufLayout layout, JsonElement json)
    {
        var any = false;
        var next = 0;
        foreach (var property in json.EnumerateObject())
        {
            // Our own JSON has the fields in the order of the layout: the search goes on from the last one found.
            if (property.Value.ValueKind != JsonValueKind.Null && Find(layout.Fields, property, ref next) is { } field)
            {
                WriteField(writer, field.Number, field.Type, property.Value);
                any = true;
            }
        }

        foreach (var (number, inside) in layout.Inside)
        {
            var before = writer.Written.Length;
            var mark = writer.Begin(number);
            if (WriteMessage(writer, inside, json))
            {
                writer.End(mark);
                any = true;
            }
            else
            {
                writer.CutTo(before);
            }
        }

        return any;
    }

    private static ProtobufLayoutField? Find(ProtobufLayoutField[] fields, JsonProperty property, ref int next)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var at = (next + i) % fields.Length;
            if (property.NameEquals(fields[at].Name))
            {
                next = at + 1;
                return fields[at];
            }
        }

        return null;
    }

    private static void WriteField(ProtobufWriter writer, int number, Api.Structure.FieldType type, JsonElement value)
    {
        switch (type.Shape)
        {
            case TypeShape.List:
                foreach (var item in value.EnumerateArray())
                {
                    WriteField(writer, number, type.Element!, item);
                }

                break;
            case TypeShape.Map:
                foreach (var entry in value.EnumerateObject())
                {
                    WriteEntry(writer, number, type.Element!, entry);
                }

                break;
            case TypeShape.Record:
                var mark = writer.Begin(number);
                if (!SchemaAlternatives.Write(writer, type.RecordName, value) && value.ValueKind == JsonValueKind.Object)
                {
                    WriteRecord(writer, type.Fields!, value);
                }

                writer.End(mark);
                break;
            case TypeShape.Any:
                var raw = writer.Begin(number);
                writer.Bytes(1, System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));
                writer.End(raw);
                break;
            default:
                WriteScalar(writer, number, type.Scalar, value);
                break;
        }
    }

    private static void WriteEntry(ProtobufWriter writer, int number, Api.Structure.FieldType element, JsonProperty entry)
    {
        var mark = writer.Begin(number);
        writer.Text(1, entry.Name);
        if (element.Shape == TypeShape.List)
        {
            // A list as a map's value is a message with the items as its field 1.
            var list = writer.Begin(2);
            WriteField(writer, 1, element, entry.Value);
            writer.End(list);
        }
        else if (entry.Value.ValueKind != JsonValueKind.Null)
        {
            WriteField(writer, 2, element, entry.Value);
        }

        writer.End(mark);
    }

    private static void WriteScalar(ProtobufWriter writer, int number, string scalar, JsonElement value)
    {
        switch (scalar)
        {
            case "int32" or "int64":
                writer.Varint(number, (ulong)value.GetInt64());
                break;
            case "bool":
                writer.Varint(number, value.GetBoolean() ? 1u : 0);
                break;
            case "double":
                writer.Double(number, value.GetDouble());
                break;
            case "bytes":
                writer.Bytes(number, value.GetBytesFromBase64());
                break;
            case "Time" or "MicroTime" or "Duration" or "Quantity" or "IntOrString":
                var mark = writer.Begin(number);
                WriteMessageScalar(writer, scalar, value);
                writer.End(mark);
                break;
            default:
                writer.Text(number, value);
                break;
        }
    }

    /// <summary>Scalars of JSON that have a message of their own.</summary>
    private static void WriteMessageScalar(ProtobufWriter writer, string scalar, JsonElement value)
    {
        switch (scalar)
        {
            case "Quantity":
                writer.Text(1, value);
                break;
            case "Duration":
                writer.Varint(1, GoDuration.TryParse(value.GetString() ?? "", out var duration) ? (ulong)(duration.Ticks * NanosecondsPerTick) : 0);
                break;
            case "IntOrString" when value.ValueKind == JsonValueKind.Number:
                writer.Varint(1, 0);
                writer.Varint(2, (ulong)value.GetInt64());
                writer.Bytes(3, []);
                break;
            case "IntOrString":
                writer.Varint(1, 1);
                writer.Varint(2, 0);
                writer.Text(3, value);
                break;
            default:
                var time = value.GetDateTimeOffset();
                writer.Varint(1, (ulong)time.ToUnixTimeSeconds());
                writer.Varint(2, (ulong)(time.UtcTicks % TimeSpan.TicksPerSecond * NanosecondsPerTick));
                break;
        }
    }
}
