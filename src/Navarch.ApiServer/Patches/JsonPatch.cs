using System.Globalization;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Patches;

/// <summary>
/// JSON Patch (RFC 6902): operations applied in order, all or none. As upstream, removing a path that does not exist
/// is an error, and <c>add</c> with index <c>-</c> appends.
/// </summary>
internal static class JsonPatch
{
    /// <summary>The most operations one patch may hold, as upstream limits it.</summary>
    public const int MostOperations = 10_000;

    // Copies of copies grow without end: what a patch may copy in all is bounded, as upstream does.
    private const long MostCopied = 3 * 1024 * 1024;

    /// <summary>Applies a patch to a document.</summary>
    public static PatchOutcome Apply(JsonNode? document, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
        {
            return PatchOutcome.Malformed("a JSON patch is a list of operations");
        }

        if (operations.Count > MostOperations)
        {
            return PatchOutcome.TooLarge($"The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Count}");
        }

        // Operations change the document in place: it must be ours.
        var root = document?.DeepClone();
        long copied = 0;
        foreach (var node in operations)
        {
            if (node is not JsonObject operation)
            {
                return PatchOutcome.Malformed("an operation of a JSON patch is an object");
            }

            if (ApplyOne(ref root, operation, ref copied) is { } failure)
            {
                return failure;
            }
        }

        return PatchOutcome.Patched(root);
    }

    private static PatchOutcome? ApplyOne(ref JsonNode? root, JsonObject operation, ref long copied)
    {
        var name = Text(operation, "op");
        if (Text(operation, "path") is not { } path || Pointer(path) is not { } target)
        {
            return PatchOutcome.Inapplicable($"operation \"{name}\" has no valid path");
        }

        switch (name)
        {
            case "add":
                return operation.ContainsKey("value") ? Add(ref root, target, operation["value"]?.DeepClone(), path) : Missing(name, "value");
            case "remove":
                return Remove(ref root, target, path, out _);
            case "replace":
                if (!operation.ContainsKey("value"))
                {
                    return Missing(name, "value");
                }

                return Replace(ref root, target, operation["value"]?.DeepClone(), path);
            case "test":
                // What is not there is as good as null.
                var isThere = Find(root, target, out var found);
                return (isThere || operation["value"] is null) && JsonNode.DeepEquals(isThere ? found : null, operation["value"])
                    ? null
                    : PatchOutcome.Inapplicable($"testing value {path} failed");
            case "move" or "copy":
                return MoveOrCopy(ref root, operation, name, target, path, ref copied);
            default:
                return PatchOutcome.Inapplicable($"Unexpected kind: {name}");
        }
    }

    private static PatchOutcome? MoveOrCopy(ref JsonNode? root, JsonObject operation, string name, string[] target, string path, ref long copied)
    {
        if (Text(operation, "from") is not { } from || Pointer(from) is not { } source)
        {
            return Missing(name, "from");
        }

        JsonNode? value;
        if (name == "copy")
        {
            if (!Find(root, source, out var found))
            {
                return Absent(name, from);
            }

            copied += found is null ? 0 : JsonBytes.Of(found).Length;
            if (copied > MostCopied)
            {
                return PatchOutcome.Inapplicable($"Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {MostCopied}");
            }

            value = found?.DeepClone();
        }
        else
        {
            if (path.StartsWith(from + "/", StringComparison.Ordinal))
            {
                return PatchOutcome.Inapplicable($"move: {from} cannot be moved into itself");
            }

            if (Remove(ref root, source, from, out value) is { } failure)
            {
                return failure;
            }
        }

        return Add(ref root, target, value, path);
    }

    private static PatchOutcome? Add(ref JsonNode? root, string[] target, JsonNode? value, string path)
    {
        if (target.Length == 0)
        {
            root = value;
            return null;
        }

        if (!Find(root, target.AsSpan(..^1), out var parent))
        {
            return Absent("add", path);
        }

        switch (parent)
        {
            case JsonObject map:
                map[target[^1]] = value;
                return null;
            case JsonArray list:
                var index = target[^1] == "-" ? list.Count : Index(target[^1], list.Count + 1);
                if (index < 0)
                {
                    return PatchOutcome.Inapplicable($"add operation does not apply: doc is missing path: \"{path}\": invalid index");
                }

                list.Insert(index, value);
                return null;
            default:
                return Absent("add", path);
        }
    }

    private static PatchOutcome? Replace(ref JsonNode? root, string[] target, JsonNode? value, string path)
    {
        if (target.Length == 0)
        {
            root = value;
            return null;
        }

        if (!Find(root, target, out _) || !Find(root, target.AsSpan(..^1), out var parent))
        {
            return Absent("replace", path);
        }

        if (parent is JsonArray list)
        {
            list[Index(target[^1], list.Count)] = value;
        }
        else
        {
            ((JsonObject)parent!)[target[^1]] = value;
        }

        return null;
    }

    private static PatchOutcome? Remove(ref JsonNode? root, string[] target, string path, out JsonNode? removed)
    {
        if (!Find(root, target, out removed))
        {
            return Absent("remove", path);
        }

        if (target.Length == 0)
        {
            root = null;
            return null;
        }

        Find(root, target.AsSpan(..^1), out var parent);
        if (parent is JsonArray list)
        {
            list.RemoveAt(Index(target[^1], list.Count));
        }
        else
        {
            ((JsonObject)parent!).Remove(target[^1]);
        }

        return null;
    }

    private static bool Find(JsonNode? node, ReadOnlySpan<string> path, out JsonNode? found)
    {
        found = node;
        foreach (var part in path)
        {
            switch (found)
            {
                case JsonObject map when map.TryGetPropertyValue(part, out var child):
                    found = child;
                    break;
                case JsonArray list when Index(part, list.Count) is >= 0 and var index:
                    found = list[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>The index a path segment means in a list of so many items, negative ones from its end; -1 when it means none.</summary>
    private static int Index(string text, int count)
    {
        var isReadable = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            && text[0] != '+' && (text.Length == 1 || text[0] != '0');
        return isReadable && index < count && index >= -count ? index < 0 ? index + count : index : -1;
    }

    private static string[]? Pointer(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        return pointer[0] == '/'
            ? [.. pointer[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : null;
    }

    private static string? Text(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static PatchOutcome Missing(string operation, string member) =>
        PatchOutcome.Inapplicable($"operation \"{operation}\" has no \"{member}\"");

    private static PatchOutcome Absent(string operation, string path) =>
        PatchOutcome.Inapplicable($"{operation} operation does not apply: doc is missing path: \"{path}\": missing value");
}
