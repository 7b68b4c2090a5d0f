using System.Text.Json;

namespace Navarch.Api.Json;

/// <summary>Writes lists and maps for the generated records; see <see cref="JsonFields"/> for the meaning of the names.</summary>
internal static class JsonCollections
{
    public static void Optional<T>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<T> values)
    {
        if (!values.IsEmpty)
        {
            writer.WriteAll(name, values);
        }
    }

    public static void Always<T>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<T> values)
    {
        if (values.IsEmpty)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteAll(name, values);
        }
    }

    public static void WriteAll<T>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<T> values)
    {
        writer.WritePropertyName(name);
        writer.WriteItems(values);
    }

    public static void Optional<TValue>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueMap<TValue> values)
    {
        if (!values.IsEmpty)
        {
            writer.WriteAll(name, values);
        }
    }

    public static void Always<TValue>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueMap<TValue> values)
    {
        if (values.IsEmpty)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteAll(name, values);
        }
    }

    public static void WriteAll<TValue>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueMap<TValue> values)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in values.AsSpan())
        {
            writer.WritePropertyName(key);
            writer.WriteValue(value);
        }

        writer.WriteEndObject();
    }

    private static void WriteItems<T>(this Utf8JsonWriter writer, ValueList<T> values)
    {
        writer.WriteStartArray();
        foreach (ref readonly var value in values.AsSpan())
        {
            writer.WriteValue(value);
        }

        writer.WriteEndArray();
    }

    // The comparisons of types are decided when the method is compiled for a value type; for references the first test usually holds.
    private static void WriteValue<T>(this Utf8JsonWriter writer, T value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case IApiValue record:
                record.WriteJson(writer);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case ByteString bytes:
                writer.WriteBase64StringValue(bytes.Span);
                break;
            case Quantity quantity:
                writer.WriteStringValue(quantity.ToString());
                break;
            case RawJson json:
                json.WriteTo(writer);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(ApiTime.Format(time));
                break;
            case ValueList<string> list:
                writer.WriteItems(list);
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                throw new InvalidOperationException($"the generator emitted a collection of {typeof(T)}, which has no JSON");
        }
    }
}
