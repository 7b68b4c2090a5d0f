using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Patches;

/// <summary>JSON Merge Patch (RFC 7396) of documents; kinds that can are patched as records (<see cref="ApiJson.Merge"/>).</summary>
internal static class MergePatch
{
    /// <summary>What is wrong with a merge patch that is no object.</summary>
    public const string NoObject = "a merge patch of an object is an object";

    /// <summary>Applies a patch to a document, which is changed in place.</summary>
    public static PatchOutcome Apply(JsonNode? document, JsonNode? patch) =>
        patch is JsonObject ? PatchOutcome.Patched(JsonMerge.Apply(document, patch)) : PatchOutcome.Malformed(NoObject);
}
