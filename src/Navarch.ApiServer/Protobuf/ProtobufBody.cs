using System.Buffers;
using System.Text;
using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>
/// Turns an object in the API's protobuf form into the JSON of the same meaning, by the structure of its type. The form is a magic prefix and an
/// envelope: the type (1: apiVersion 1, kind 2), the object (2), its encoding (3).
/// </summary>
internal static class ProtobufBody
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int DeepestMessage = 100;
    /// <summary>What every document starts with.</summary>
    internal static readonly byte[] Magic = [0x6b, 0x38, 0x73, 0x00];

    /// <summary>The object's JSON.</summary>
    /// <exception cref="FormatException">The bytes are not an object of a type that is known.</exception>
    public static byte[] ToJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Converted(body);
        }
        catch (Exception e) when (e is JsonException or OverflowException or ArgumentException or InvalidOperationException)
        {
            // JSON inside the message that is none, numbers and times beyond all bounds, text that is not UTF-8.
            throw new FormatException($"proto: {e.Message}", e);
        }
    }

    private static byte[] Converted(ReadOnlyMemory<byte> body)
    {
        if (!body.Span.StartsWith(Magic))
        {
            throw new FormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        var envelope = ProtobufMessage.Read(body[Magic.Length..]);
        var type = ProtobufMessage.Read(Last(envelope, 1));
        var apiVersion = Encoding.UTF8.GetString(Last(type, 1).Span);
        var kind = Encoding.UTF8.GetString(Last(type, 2).Span);
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, ApiJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", kind);
            writer.WriteString("apiVersion", apiVersion);
            WriteFields(writer, ProtobufTypes.Find(apiVersion, kind) ?? throw new FormatException($"no kind \"{kind}\" is registered for version \"{apiVersion}\""), ProtobufMessage.Read(Last(envelope, 2)), DeepestMessage);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> Last(List<ProtobufField> fields, int number)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            if (fields[i].Number == number)
            {
                return fields[i].Bytes;
            }
        }

        return default;
    }

    private static void WriteFields(Utf8JsonWriter writer, TypeStructure structure, List<ProtobufField> message, int depth)
    {
        if (depth == 0)
        {
            throw new FormatException("proto: the message is nested too deeply");
        }

        foreach (var field in structure.Fields)
        {
            if (field.ProtobufNumber == 0)
            {
                continue;
            }

            // What stands in place in JSON may be a message of its own here.
            var around = message;
            foreach (var number in field.ProtobufPath)
            {
                around = ProtobufMessage.Read(Last(around, number));
            }

            var values = around.FindAll(f => f.Number == field.ProtobufNumber);
            if (values.Count > 0)
            {
                writer.WritePropertyName(field.Name);
                WriteValues(writer, field.Type, values, depth);
            }
        }
    }

    private static void WriteValues(Utf8JsonWriter writer, Api.Structure.FieldType type, List<ProtobufField> values, int depth)
    {
        switch (type.Shape)
        {
            case TypeShape.List:
                writer.WriteStartArray();
                foreach (var value in values.SelectMany(v => Unpacked(type.Element!, v)))
                {
                    WriteValue(writer, type.Element!, value, depth);
                }

                writer.WriteEndArray();
                break;
            case TypeShape.Map:
                writer.WriteStartObject();
                foreach (var entry in values)
                {
                    WriteEntry(writer, type.Element!, ProtobufMessage.Read(entry.Bytes), depth);
                }

                writer.WriteEndObject();
                break;
            default:
                WriteValue(writer, type, values[^1], depth);
                break;
        }
    }

    private static void WriteEntry(Utf8JsonWriter writer, Api.Structure.FieldType element, List<ProtobufField> entry, int depth)
    {
        writer.WritePropertyName(Last(entry, 1).Span);
        var value = entry.FindLast(f => f.Number == 2);
        if (element.Shape == TypeShape.List)
        {
            // A list as a map's value is a message with the items as its field 1.
            WriteValues(writer, element, ProtobufMessage.Read(value.Bytes).FindAll(f => f.Number == 1), depth - 1);
        }
        else
        {
            WriteValue(writer, element, value, depth);
        }
    }

    /// <summary>Numbers of a list may stand packed in one field.</summary>
    private static IEnumerable<ProtobufField> Unpacked(Api.Structure.FieldType element, ProtobufField field)
    {
        if (!field.IsDelimited || element.Scalar is not ("int32" or "int64" or "bool"))
        {
            yield return field;
            yield break;
        }

        var at = 0;
        while (at < field.Bytes.Length)
        {
            yield return new ProtobufField(field.Number, ProtobufMessage.Varint(field.Bytes.Span, ref at), default, false);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, Api.Structure.FieldType type, ProtobufField value, int depth)
    {
        switch (type.Shape)
        {
            case TypeShape.Record when SchemaAlternatives.IsOne(type.RecordName):
                WriteAlternative(writer, type.RecordName, ProtobufMessage.Read(value.Bytes), depth);
                break;
            case TypeShape.Record:
                writer.WriteStartObject();
                WriteFields(writer, type.Fields!, ProtobufMessage.Read(value.Bytes), depth - 1);
                writer.WriteEndObject();
                break;
            case TypeShape.Any:
                WriteRaw(writer, value);
                break;
            case TypeShape.Scalar:
                ProtobufScalar.Write(writer, type.Scalar, value);
                break;
            default:
                throw new FormatException("proto: a list inside a list is not known here");
        }
    }

    /// <summary>A schema, or what stands for it: a list of schemas or strings, a truth value.</summary>
    private static void WriteAlternative(Utf8JsonWriter writer, string record, List<ProtobufField> message, int depth)
    {
        var numbers = SchemaAlternatives.NumbersOf(record);
        var schema = message.FindLast(f => f.Number == numbers.Schema);
        var others = message.FindAll(f => f.Number == numbers.Others);
        if (schema.IsDelimited)
        {
            writer.WriteStartObject();
            WriteFields(writer, SchemaAlternatives.Schema, ProtobufMessage.Read(schema.Bytes), depth - 1);
            writer.WriteEndObject();
        }
        else if (numbers.Others == 1)
        {
            writer.WriteBooleanValue(others.Count > 0 && others[^1].Value != 0);
        }
        else
        {
            writer.WriteStartArray();
            foreach (var other in others)
            {
                if (record.EndsWith("StringArray", StringComparison.Ordinal))
                {
                    ProtobufScalar.Write(writer, "string", other);
                    continue;
                }

                writer.WriteStartObject();
                WriteFields(writer, SchemaAlternatives.Schema, ProtobufMessage.Read(other.Bytes), depth - 1);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, ProtobufField value)
    {
        var raw = Last(ProtobufMessage.Read(value.Bytes), 1);
        if (raw.IsEmpty)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(raw.Span);
        }
    }
}
