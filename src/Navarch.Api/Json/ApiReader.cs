using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Navarch.Api.Json;

/// <summary>
/// Reads one JSON document for the generated records: steps through objects and lists, remembers the path for messages,
/// and turns scalars into values. A JSON null is the same as an absent field. Throws <see cref="JsonException"/> on malformed JSON only;
/// a value of the wrong type goes to the report and counts as absent.
/// </summary>
public ref partial struct ApiReader
{
    private const int MaxTrackedDepth = 64;

    private readonly ReadOnlySpan<byte> json;
    private readonly DecodeReport report;
    private Utf8JsonReader reader;
    private readonly bool merges;
    private PathSteps path;
    private int depth;
    private int lists;

    /// <summary>Stands before the first token of a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="report">Takes what is amiss.</param>
    /// <param name="merges">Whether the document is a merge patch (RFC 7396): what it names is read onto the values present, null removes.</param>
    public ApiReader(ReadOnlySpan<byte> json, DecodeReport report, bool merges = false)
    {
        this.json = json;
        this.report = report;
        this.merges = merges;
        reader = new(json, new JsonReaderOptions { MaxDepth = 256 });
    }

    /// <summary>Goes to the document's value.</summary>
    public void Start() => reader.Read();

    /// <summary>Throws <see cref="JsonException"/> when anything but white space follows the document's value.</summary>
    public void Finish()
    {
        while (reader.Read())
        {
        }
    }

    /// <summary>The kind of token the reader stands at.</summary>
    public readonly JsonTokenType TokenType => reader.TokenType;

    /// <summary>Whether the value is null.</summary>
    public readonly bool IsNull() => reader.TokenType == JsonTokenType.Null;

    /// <summary>The value that a record or map is read onto: the present one in a merge patch; none in any other document, nor in a list, which a patch replaces.</summary>
    internal readonly T? Onto<T>(T? present) => merges && lists == 0 ? present : default;

    /// <summary>Whether the value of a map's key takes the key away.</summary>
    internal readonly bool IsRemoval() => merges && lists == 0 && IsNull();

    /// <summary>Whether the value is null or <c>{}</c>, which is then passed: all such values of a type are one instance.</summary>
    public bool PassEmpty()
    {
        if (reader.TokenType == JsonTokenType.StartObject && reader.BytesConsumed < json.Length && json[(int)reader.BytesConsumed] == (byte)'}')
        {
            return reader.Read();
        }

        return reader.TokenType == JsonTokenType.Null;
    }

    /// <summary>Whether the value is an object, which is then entered; anything but null is an error otherwise.</summary>
    public bool BeginObject()
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            depth++;
            return true;
        }

        Mismatch("object");
        return false;
    }

    /// <summary>Goes to the value of the next field, or leaves the object.</summary>
    public bool NextField(out ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            depth--;
            name = default;
            return false;
        }

        name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Unescaped()) : reader.ValueSpan;
        if (depth <= MaxTrackedDepth)
        {
            path[depth - 1] = new((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        reader.Read();
        return true;
    }

    /// <summary>Goes to the value of the next entry of a map, or leaves the map.</summary>
    public bool NextKey(out string key)
    {
        if (!NextField(out var name))
        {
            key = "";
            return false;
        }

        key = Text(name);
        return true;
    }

    /// <summary>Whether the value is a list, which is then entered; anything but null is an error otherwise.</summary>
    public bool BeginList()
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            depth++;
            lists++;
            if (depth <= MaxTrackedDepth)
            {
                path[depth - 1] = new(-1, 0);
            }

            return true;
        }

        Mismatch("list");
        return false;
    }

    /// <summary>Goes to the next item, or leaves the list.</summary>
    public bool NextItem()
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            depth--;
            lists--;
            return false;
        }

        if (depth <= MaxTrackedDepth)
        {
            var index = path[depth - 1].Start == -1 ? 0 : path[depth - 1].Length + 1;
            path[depth - 1] = new(-2, index);
        }

        return true;
    }

    /// <summary>Notes that field number <paramref name="bit"/> of the current object was given; a second time goes to the report.</summary>
    public readonly void See(ref ulong seen, int bit)
    {
        if ((seen & (1UL << bit)) != 0 && report.KeepsProblems)
        {
            report.AddDuplicate(Path());
        }

        seen |= 1UL << bit;
    }

    /// <summary>Reports the current key of a map as given twice.</summary>
    internal readonly void Duplicate()
    {
        if (report.KeepsProblems)
        {
            report.AddDuplicate(Path());
        }
    }

    /// <summary>Reports the current field as unknown and passes its value.</summary>
    public void Unknown()
    {
        if (IsRemoval())
        {
            // There is nothing to remove.
            return;
        }

        if (report.KeepsProblems)
        {
            report.AddUnknown(Path());
        }

        reader.Skip();
    }

    /// <summary>Reports that the value is not what the field takes, and passes it. Null is no error.</summary>
    public void Mismatch(string expected, string detail = "")
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            if (report.KeepsErrors)
            {
                report.AddError(new(Path(), expected, Found(), detail));
            }

            reader.Skip();
        }
    }

    /// <summary>The path of the field the reader stands at: <c>spec.containers[0].image</c>.</summary>
    public readonly string Path()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Math.Min(depth, MaxTrackedDepth); i++)
        {
            var (start, length) = path[i];
            if (start == -2)
            {
                text.Append('[').Append(length).Append(']');
            }
            else if (start >= 0)
            {
                text.Append(text.Length > 0 ? "." : "").Append(Encoding.UTF8.GetString(json.Slice(start, length)));
            }
        }

        return text.ToString();
    }

    private readonly string Found() => reader.TokenType switch
    {
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.StartArray => "array",
        _ => "object",
    };

    private readonly record struct PathStep(int Start, int Length);

    [InlineArray(MaxTrackedDepth)]
    private struct PathSteps
    {
        private PathStep first;
    }
}
