using System.Text.Json.Nodes;

namespace Navarch.Api.Json;

/// <summary>JSON Merge Patch (RFC 7396) of documents: objects merge, null removes, anything else replaces.</summary>
public static class JsonMerge
{
    /// <summary>A document with a patch merged into it; the document is changed in place.</summary>
    public static JsonNode? Apply(JsonNode? document, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = document as JsonObject ?? [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                result.Remove(name);
            }
            else if (change is JsonObject)
            {
                var before = result[name];
                var after = Apply(before, change);
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

    /// <summary>A value with a patch merged into it.</summary>
    internal static RawJson Apply(RawJson document, RawJson patch)
    {
        var merged = Apply(document.IsEmpty ? null : JsonNode.Parse(document.Span), JsonNode.Parse(patch.Span));
        return RawJson.Parse(merged!.ToJsonString(new() { Encoder = ApiJson.WriterOptions.Encoder }));
    }
}
