using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Patches;

/// <summary>JSON Merge Patch (RFC 7396): objects merge, null removes, anything else replaces.</summary>
internal static class MergePatch
{
    /// <summary>Applies a patch to a document, which is changed in place.</summary>
    public static PatchOutcome Apply(JsonNode? document, JsonNode? patch) =>
        patch is JsonObject ? PatchOutcome.Patched(Merge(document, patch)) : PatchOutcome.Malformed("a merge patch of an object is an object");

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target as JsonObject ?? [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                result.Remove(name);
            }
            else if (change is JsonObject)
            {
                var before = result[name];
                var after = Merge(before, change);
                if (!ReferenceEquals(before, after))
                {
                    result[name] = after;
                }
            }
            else
            {
                result[name] = change.DeepClone();
            }
        }

        return result;
    }
}
