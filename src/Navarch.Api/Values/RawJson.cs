using System.Text;
using System.Text.Json;

namespace Navarch.Api;

/// <summary>Any JSON value, kept as UTF-8 text. The default value is absent and written as null. Compares by text.</summary>
public readonly struct RawJson : IEquatable<RawJson>
{
    private readonly byte[]? utf8;

    private RawJson(byte[] utf8) => this.utf8 = utf8;

    /// <summary>The JSON value <c>null</c>, which is there, unlike the default value.</summary>
    public static readonly RawJson Null = new("null"u8.ToArray());

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => utf8 is null || utf8.Length == 0;

    /// <summary>The UTF-8 text; no copy is made.</summary>
    public ReadOnlySpan<byte> Span => utf8;

    /// <summary>Parses a text; <see cref="JsonException"/> when it is not JSON.</summary>
    public static RawJson Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Parses UTF-8 text; <see cref="JsonException"/> when it is not JSON.</summary>
    public static RawJson Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        while (reader.Read())
        {
        }

        return new(utf8.ToArray());
    }

    /// <summary>A copy of one well-formed JSON value without the white space between its tokens.</summary>
    internal static RawJson Compact(ReadOnlySpan<byte> wellFormed)
    {
        if (!wellFormed.ContainsAny(" \t\r\n"u8))
        {
            return new(wellFormed.ToArray());
        }

        var compact = new byte[wellFormed.Length];
        var length = 0;
        var isText = false;
        for (var i = 0; i < wellFormed.Length; i++)
        {
            var b = wellFormed[i];
            if (!isText && (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            compact[length++] = b;
            if (b == (byte)'"')
            {
                isText = !isText;
            }
            else if (isText && b == (byte)'\\')
            {
                compact[length++] = wellFormed[++i];
            }
        }

        return new(compact[..length]);
    }

    /// <summary>Takes over bytes that are known to be one JSON value.</summary>
    public static RawJson FromTrusted(byte[] utf8) => new(utf8);

    /// <summary>A JSON string.</summary>
    public static RawJson String(string value)
    {
        var text = JsonEncodedText.Encode(value, Json.ApiJson.WriterOptions.Encoder);
        return new([(byte)'"', .. text.EncodedUtf8Bytes, (byte)'"']);
    }

    /// <summary>A JSON number.</summary>
    public static RawJson Number(long value) => new(Encoding.UTF8.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>A JSON truth value.</summary>
    public static RawJson Boolean(bool value) => new(value ? "true"u8.ToArray() : "false"u8.ToArray());

    /// <summary>The value as a document to look into; the caller disposes it.</summary>
    public JsonDocument ToDocument() => JsonDocument.Parse(IsEmpty ? "null"u8.ToArray() : utf8!, new JsonDocumentOptions { MaxDepth = 256 });

    /// <summary>Writes the value, null when there is none.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (IsEmpty)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(Span, skipInputValidation: true);
        }
    }

    /// <inheritdoc/>
    public bool Equals(RawJson other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>Compares the text.</summary>
    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    /// <summary>Compares the text.</summary>
    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);
}
