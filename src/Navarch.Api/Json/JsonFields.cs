using System.Text.Json;

namespace Navarch.Api.Json;

/// <summary>
/// Writes fields for the generated records. <c>Optional</c> leaves the field out when it is empty (Go's <c>omitempty</c>),
/// <c>Always</c> writes it, an empty list or map as null; <c>WriteAll</c> writes an empty list as <c>[]</c>.
/// </summary>
internal static class JsonFields
{
    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        // Null and "" differ only where the field is a pointer, and then the property is null when absent.
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value) => writer.WriteString(name, value);

    public static void OptionalPointer(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    // The overloads for int keep its conversions to long and to IntOrString from competing.
    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, int value) => writer.Optional(name, (long)value);

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, int value) => writer.WriteNumber(name, value);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value) => writer.Optional(name, (long?)value);

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value) => writer.Always(name, (long?)value);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long value) => writer.WriteNumber(name, value);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool value) => writer.WriteBoolean(name, value);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } given)
        {
            writer.WriteBoolean(name, given);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } given)
        {
            writer.WriteBoolean(name, given);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ByteString value)
    {
        if (!value.IsEmpty)
        {
            writer.WriteBase64String(name, value.Span);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ByteString value)
    {
        if (value.IsEmpty)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteBase64String(name, value.Span);
        }
    }

    public static void OptionalTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteString(name, ApiTime.Format(time));
        }
    }

    public static void AlwaysTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? value) =>
        writer.WriteString(name, value is { } time ? ApiTime.Format(time) : null);

    public static void OptionalMicroTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteString(name, ApiTime.FormatMicro(time));
        }
    }

    public static void AlwaysMicroTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? value) =>
        writer.WriteString(name, value is { } time ? ApiTime.FormatMicro(time) : null);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, TimeSpan? value)
    {
        if (value is { } duration)
        {
            writer.WriteString(name, GoDuration.Format(duration));
        }
    }

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Quantity? value)
    {
        if (value is { } quantity)
        {
            writer.WriteString(name, quantity.ToString());
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Quantity value) => writer.WriteString(name, value.ToString());

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Quantity? value) => writer.WriteString(name, value?.ToString());

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IntOrString? value)
    {
        if (value is { } given)
        {
            writer.Always(name, given);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IntOrString value)
    {
        if (value.IsString)
        {
            writer.WriteString(name, value.Text);
        }
        else
        {
            writer.WriteNumber(name, value.Number);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IntOrString? value)
    {
        if (value is { } given)
        {
            writer.Always(name, given);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, RawJson value)
    {
        if (!value.IsEmpty)
        {
            writer.Always(name, value);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, RawJson value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, GroupVersionKind value) =>
        writer.Triple(name, value.Group, value.Version, "kind"u8, value.Kind);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, GroupVersionKind? value)
    {
        if (value is { } given)
        {
            writer.Always(name, given);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, GroupVersionResource value) =>
        writer.Triple(name, value.Group, value.Version, "resource"u8, value.Resource);

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, GroupVersionResource? value)
    {
        if (value is { } given)
        {
            writer.Always(name, given);
        }
    }

    public static void Optional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IApiValue? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            value.WriteJson(writer);
        }
    }

    public static void Always(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IApiValue? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteJson(writer);
        }
    }

    private static void Triple(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string group, string version, ReadOnlySpan<byte> lastName, string last)
    {
        writer.WriteStartObject(name);
        writer.WriteString("group"u8, group);
        writer.WriteString("version"u8, version);
        writer.WriteString(lastName, last);
        writer.WriteEndObject();
    }
}
