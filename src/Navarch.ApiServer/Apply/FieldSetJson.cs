using System.Buffers;
using System.Text.Json;

namespace Navarch.ApiServer.Apply;

/// <summary>Field sets as <c>FieldsV1</c>: nested objects by path element, <c>"."</c> for a path that is in the set and has others below it.</summary>
internal static class FieldSetJson
{
    private const string Self = ".";

    /// <summary>Reads a set; null when the JSON is not one.</summary>
    public static FieldSet? Read(RawJson json)
    {
        try
        {
            using var document = json.ToDocument();
            return document.RootElement.ValueKind == JsonValueKind.Object ? ReadNode(document.RootElement, isRoot: true) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a set.</summary>
    public static RawJson Write(FieldSet set)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output, ApiJson.WriterOptions))
        {
            WriteNode(writer, set);
        }

        return RawJson.FromTrusted(output.WrittenSpan.ToArray());
    }

    private static FieldSet? ReadNode(JsonElement json, bool isRoot)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // A node with nothing below it is a member: that is what {} says.
        List<(string, FieldSet)>? below = null;
        var isMember = false;
        foreach (var property in json.EnumerateObject())
        {
            var element = property.Name;
            if (element == Self)
            {
                isMember = true;
                continue;
            }

            if (element.Length < 2 || element[1] != ':' || element[0] is not ('f' or 'k' or 'v' or 'i') || ReadNode(property.Value, isRoot: false) is not { } child)
            {
                return null;
            }

            (below ??= []).Add((element, child));
        }

        return FieldSet.Of(isMember || (below is null && !isRoot), below);
    }

    private static void WriteNode(Utf8JsonWriter writer, FieldSet set)
    {
        writer.WriteStartObject();
        if (set.IsMember && set.Count > 0)
        {
            writer.WriteStartObject(Self);
            writer.WriteEndObject();
        }

        foreach (var element in set.Elements)
        {
            writer.WritePropertyName(element);
            WriteNode(writer, set[element]);
        }

        writer.WriteEndObject();
    }
}
