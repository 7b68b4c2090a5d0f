using System.Text.Json;
using Navarch.Api.Json;

namespace Navarch.Api.Fields;

/// <summary>Path elements of a <see cref="FieldSet"/> in the notation of <c>FieldsV1</c>.</summary>
public static class FieldElement
{
    /// <summary>The element as messages show it: <c>.name</c>, <c>[name="web"]</c>, <c>[="value"]</c>.</summary>
    public static string Show(string element)
    {
        var text = element[2..];
        switch (element[0])
        {
            case 'f':
                return "." + text;
            case 'v':
                return $"[={text}]";
            case 'k':
                using (var keys = JsonDocument.Parse(text))
                {
                    return $"[{string.Join(",", keys.RootElement.EnumerateObject().Select(k => $"{k.Name}={k.Value.GetRawText()}"))}]";
                }

            default:
                return $"[{text}]";
        }
    }

    /// <summary>The element of a map's key.</summary>
    internal static string Key(string key) => "f:" + key;

    /// <summary>The element of an item of a set.</summary>
    internal static string Value<T>(T item) => "v:" + (item is string text ? Json(text, isWritten: true, missing: null) : $"{item}");

    /// <summary>The element of a list's item that has no key.</summary>
    internal static string Unkeyed(IApiValue item) => "v:" + ApiJson.ToText(item);

    /// <summary>The element of an item known by one field; null when it has none. Values are JSON.</summary>
    internal static string? Item(string key, string? value) => value is null ? null : $"k:{{\"{key}\":{value}}}";

    /// <summary>The element of an item known by several fields; null when it has none of them. Values are JSON.</summary>
    internal static string? Item(params ReadOnlySpan<(string Key, string? Value)> keys)
    {
        string? element = null;
        foreach (var (key, value) in keys)
        {
            if (value is not null)
            {
                element = element is null ? $"k:{{\"{key}\":{value}" : $"{element},\"{key}\":{value}";
            }
        }

        return element is null ? null : element + "}";
    }

    /// <summary>A key's value as JSON; what stands for a missing one when it is left out (null: nothing does).</summary>
    internal static string? Json(string? value, bool isWritten, string? missing)
    {
        if (value is null || (value.Length == 0 && !isWritten))
        {
            return missing;
        }

        return IsPlain(value) ? $"\"{value}\"" : RawJson.String(value).ToString();
    }

    /// <summary>A key's value as JSON; what stands for a missing one when it is left out (null: nothing does).</summary>
    internal static string? Json(long? value, bool isWritten, string? missing) =>
        value is { } number && (number != 0 || isWritten) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : missing;

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '"' or '\\')
            {
                return false;
            }
        }

        return true;
    }
}
