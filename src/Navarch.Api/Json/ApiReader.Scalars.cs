using System.Text;
using System.Text.Json;

namespace Navarch.Api.Json;

public ref partial struct ApiReader
{
    /// <summary>A string; "" for null.</summary>
    public string ReadString()
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.ValueIsEscaped ? Unescaped() : Text(reader.ValueSpan);
        }

        Mismatch("string");
        return "";
    }

    /// <summary>A whole number of 32 bits; 0 for null.</summary>
    public int ReadInt32()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
        {
            return value;
        }

        Mismatch("int32");
        return 0;
    }

    /// <summary>A whole number of 64 bits; 0 for null.</summary>
    public long ReadInt64()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
        {
            return value;
        }

        Mismatch("int64");
        return 0;
    }

    /// <summary>A number; 0 for null.</summary>
    public double ReadDouble()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value))
        {
            return value;
        }

        Mismatch("double");
        return 0;
    }

    /// <summary>A truth value; false for null.</summary>
    public bool ReadBoolean()
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.TokenType == JsonTokenType.True;
        }

        Mismatch("bool");
        return false;
    }

    /// <summary>Bytes written as base64.</summary>
    public ByteString ReadBytes()
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var value))
        {
            return new(value);
        }

        Mismatch("bytes", reader.TokenType == JsonTokenType.String ? "illegal base64 data" : "");
        return default;
    }

    /// <summary>A time as RFC 3339 writes it, with or without a fraction; null for null and for "".</summary>
    public DateTimeOffset? ReadTime()
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = Unescaped();
            if (text.Length == 0)
            {
                return null;
            }

            if (ApiTime.TryParse(text, out var value))
            {
                return value;
            }

            Mismatch("time", $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
            return null;
        }

        Mismatch("time");
        return null;
    }

    /// <summary>A duration as Go writes it: <c>1h5m0s</c>.</summary>
    public TimeSpan? ReadDuration()
    {
        if (reader.TokenType == JsonTokenType.String && GoDuration.TryParse(Unescaped(), out var value))
        {
            return value;
        }

        Mismatch("duration", reader.TokenType == JsonTokenType.String ? $"invalid duration \"{Unescaped()}\"" : "");
        return null;
    }

    /// <summary>A quantity, written as a string or as a number.</summary>
    public Quantity ReadQuantity()
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            var text = reader.TokenType == JsonTokenType.String ? Unescaped() : Encoding.UTF8.GetString(reader.ValueSpan);
            if (Quantity.TryParse(text, out var value))
            {
                return value;
            }

            Mismatch("quantity", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            return default;
        }

        Mismatch("quantity");
        return default;
    }

    /// <summary>A number of 32 bits or a string.</summary>
    public IntOrString ReadIntOrString() =>
        reader.TokenType == JsonTokenType.String ? new(ReadString()) : new(ReadInt32());

    /// <summary>Any JSON, kept as it is written; empty for null.</summary>
    public RawJson ReadRawJson()
    {
        if (IsNull())
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return RawJson.Compact(json[start..(int)reader.BytesConsumed]);
    }

    /// <summary>Any JSON; a merge patch's object is merged into the value present.</summary>
    internal RawJson ReadRawJson(RawJson present)
    {
        var isMerged = merges && lists == 0 && reader.TokenType == JsonTokenType.StartObject;
        var read = ReadRawJson();
        return isMerged ? JsonMerge.Apply(present, read) : read;
    }

    /// <summary>An object of group, version and kind.</summary>
    public GroupVersionKind ReadGroupVersionKind()
    {
        var read = ReadTriple("kind");
        return new(read.Group, read.Version, read.Last);
    }

    /// <summary>An object of group, version and resource.</summary>
    public GroupVersionResource ReadGroupVersionResource()
    {
        var read = ReadTriple("resource");
        return new(read.Group, read.Version, read.Last);
    }

    private (string Group, string Version, string Last) ReadTriple(string lastName)
    {
        var result = (Group: "", Version: "", Last: "");
        if (!BeginObject())
        {
            return result;
        }

        while (NextKey(out var key))
        {
            if (key == "group")
            {
                result.Group = ReadString();
            }
            else if (key == "version")
            {
                result.Version = ReadString();
            }
            else if (key == lastName)
            {
                result.Last = ReadString();
            }
            else
            {
                Unknown();
            }
        }

        return result;
    }

    // Text that no .NET string can hold (half a surrogate pair, broken UTF-8) is malformed JSON here.
    private readonly string Unescaped()
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"invalid text in {Path()}", e);
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? "" : KnownStrings.Get(utf8) ?? Encoding.UTF8.GetString(utf8);
}
