using System.Runtime.InteropServices;
using System.Text.Json;

namespace Navarch.ApiServer.Apply;

/// <summary>Field sets as <c>FieldsV1</c>: nested objects by path element, <c>"."</c> for a path that is in the set and has others below it.</summary>
internal static class FieldSetJson
{
    private const string Self = ".";

    [ThreadStatic]
    private static FieldSetWriter? kept;

    /// <summary>Reads a set; null when the JSON is not one.</summary>
    public static FieldSet? Read(RawJson json) => KnownFieldSets.Find(json.Span) is { Set: var known } ? known : ReadNew(json);

    /// <summary>Writes a set.</summary>
    public static RawJson Write(FieldSet set)
    {
        var writer = kept ?? new FieldSetWriter();
        kept = null;
        writer.Write(set);
        var known = KnownFieldSets.Find(writer.Written) ?? KnownFieldSets.Keep(RawJson.FromTrusted(writer.Written.ToArray()), set);
        writer.Clear();
        kept = writer;
        return known.Json;
    }

    private static FieldSet? ReadNew(RawJson json)
    {
        try
        {
            using var document = json.ToDocument();
            var set = document.RootElement.ValueKind == JsonValueKind.Object ? ReadNode(document.RootElement, isRoot: true) : null;
            return set is null ? null : KnownFieldSets.Keep(json, set).Set;
        }
        catch (JsonException)
        {
            return null;
        }
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

        return FieldSet.Of(isMember || (below is null && !isRoot), CollectionsMarshal.AsSpan(below));
    }
}
