using System.Text.Encodings.Web;
using System.Text.Json;

namespace Navarch.ApiServer.Apply;

/// <summary>Path elements in the notation of <c>FieldsV1</c>.</summary>
internal static class FieldElements
{
    /// <summary>How elements show text: as people write it.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The element of a field or map key.</summary>
    public static string Field(string name) => "f:" + name;

    /// <summary>The element of an item of a set.</summary>
    public static string Value(JsonElement item) => "v:" + item.GetRawText();

    /// <summary>The element of an item known by keys; null when the item is no object or has none of them.</summary>
    public static string? Key(JsonElement item, ApplyType list)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? element = null;
        foreach (var (key, missing) in list.Keys)
        {
            var value = item.TryGetProperty(key, out var found) && found.ValueKind != JsonValueKind.Null ? found.GetRawText() : missing;
            if (value is not null)
            {
                element = element is null ? $"k:{{\"{key}\":{value}" : $"{element},\"{key}\":{value}";
            }
        }

        return element is null ? null : element + "}";
    }
}
