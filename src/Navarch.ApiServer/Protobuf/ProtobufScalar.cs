using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Navarch.ApiServer.Protobuf;

/// <summary>Writes scalars of protobuf as the API writes them in JSON: times, quantities and the like have messages of their own.</summary>
internal static class ProtobufScalar
{
    /// <summary>Writes one value of a scalar type of the schema.</summary>
    public static void Write(Utf8JsonWriter writer, string scalar, ProtobufField value)
    {
        switch (scalar)
        {
            case "int32" or "int64":
                writer.WriteNumberValue((long)value.Value);
                break;
            case "bool":
                writer.WriteBooleanValue(value.Value != 0);
                break;
            case "double":
                writer.WriteNumberValue(BitConverter.UInt64BitsToDouble(value.Value));
                break;
            case "bytes":
                writer.WriteBase64StringValue(value.Bytes.Span);
                break;
            case "Time" or "MicroTime":
                WriteTime(writer, scalar, ProtobufMessage.Read(value.Bytes));
                break;
            case "Duration":
                WriteDuration(writer, (long)Number(ProtobufMessage.Read(value.Bytes), 1));
                break;
            case "Quantity":
                writer.WriteStringValue(ProtobufMessage.Read(value.Bytes).FindLast(f => f.Number == 1).Bytes.Span);
                break;
            case "IntOrString":
                WriteIntOrString(writer, ProtobufMessage.Read(value.Bytes));
                break;
            default:
                WriteText(writer, value);
                break;
        }
    }

    private static ulong Number(List<ProtobufField> message, int number) => message.FindLast(f => f.Number == number).Value;

    private static void WriteText(Utf8JsonWriter writer, ProtobufField value)
    {
        if (!value.IsDelimited || !System.Text.Unicode.Utf8.IsValid(value.Bytes.Span))
        {
            throw new FormatException("proto: a string is not valid UTF-8");
        }

        writer.WriteStringValue(value.Bytes.Span);
    }

    private static void WriteTime(Utf8JsonWriter writer, string scalar, List<ProtobufField> message)
    {
        var seconds = (long)Number(message, 1);
        var nanos = (long)Number(message, 2);
        if (seconds == 0 && nanos == 0)
        {
            writer.WriteNullValue();
            return;
        }

        if (seconds is < -62135596800 or > 253402300799)
        {
            throw new FormatException("proto: a time is out of range");
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100);
        writer.WriteStringValue(time.ToString(scalar == "Time" ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
    }

    private static void WriteDuration(Utf8JsonWriter writer, long nanoseconds) => writer.WriteStringValue($"{nanoseconds}ns");

    private static void WriteIntOrString(Utf8JsonWriter writer, List<ProtobufField> message)
    {
        if (Number(message, 1) == 0)
        {
            writer.WriteNumberValue((long)Number(message, 2));
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(message.FindLast(f => f.Number == 3).Bytes.Span));
        }
    }
}
