using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Navarch.ApiServer.Objects;

/// <summary>JSON as clients send it, made fit for readers that take no broken text and no key twice.</summary>
internal static class JsonText
{
    /// <summary>How deep documents that become trees may nest: well below what the writer of objects takes.</summary>
    public const int DeepestTree = 200;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = DeepestTree, AllowDuplicateProperties = false };

    /// <summary>The text itself; half surrogates in escapes become replacement characters, in place, as upstream reads them.</summary>
    /// <exception cref="FormatException">It is not UTF-8.</exception>
    public static byte[] Checked(byte[] json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new FormatException("json parse error: invalid UTF-8");
        }

        MendSurrogates(json);
        return json;
    }

    /// <summary>The document as a tree. Of a key given twice the last value counts.</summary>
    /// <param name="json">The document.</param>
    /// <param name="duplicates">Takes the paths of keys given twice.</param>
    /// <exception cref="JsonException">It is not JSON, or nests too deeply.</exception>
    public static JsonNode? Tree(ReadOnlySpan<byte> json, out IReadOnlyList<string> duplicates)
    {
        duplicates = [];
        try
        {
            return JsonNode.Parse(json, documentOptions: Strict);
        }
        catch (JsonException)
        {
            // Not JSON at all, or a key is there twice: the reader below tells which.
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestTree });
        var found = new List<string>();
        reader.Read();
        var tree = Node(ref reader, "", found);
        if (reader.Read())
        {
            throw new JsonException("more than one document");
        }

        duplicates = found;
        return tree;
    }

    private static JsonNode? Node(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    var inner = path.Length == 0 ? name : $"{path}.{name}";
                    reader.Read();
                    if (map.ContainsKey(name))
                    {
                        duplicates.Add(inner);
                    }

                    map[name] = Node(ref reader, inner, duplicates);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Node(ref reader, $"{path}[{list.Count}]", duplicates));
                }

                return list;
            case JsonTokenType.Null:
                return null;
            default:
                return JsonValue.Create(JsonElement.ParseValue(ref reader));
        }
    }

    private static void MendSurrogates(Span<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length;)
        {
            var step = 2;
            if (Unit(json, at) is { } unit && char.IsSurrogate(unit))
            {
                if (char.IsHighSurrogate(unit) && Unit(json, at + 6) is { } next && char.IsLowSurrogate(next))
                {
                    step = 12;
                }
                else
                {
                    "\\ufffd"u8.CopyTo(json[at..]);
                    step = 6;
                }
            }

            var more = at + step < json.Length ? json[(at + step)..].IndexOf((byte)'\\') : -1;
            at = more < 0 ? -1 : at + step + more;
        }
    }

    /// <summary>The UTF-16 unit of the escape at a place; null when there is none.</summary>
    private static char? Unit(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
