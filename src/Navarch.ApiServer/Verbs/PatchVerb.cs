using System.Text.Json;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Patches;

namespace Navarch.ApiServer.Verbs;

/// <summary>The refusal of an object for its unknown and doubled fields, or null.</summary>
internal delegate Status? FieldJudge(KindInfo kind, DecodeReport report);

/// <summary>Changes an object by a patch document, run again when somebody else wrote first.</summary>
internal sealed class PatchVerb(UpdateVerb update)
{
    /// <summary>The entry as it is after the patch.</summary>
    /// <param name="call">The call.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="judge">Judges the unknown and doubled fields of the patched object; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<ApiResult<Entry>> ExecuteAsync(ResourceCall call, PatchBody patch, FieldJudge? judge, CancellationToken cancellationToken)
    {
        if (patch.Type == PatchType.Merge && call.Kind.Merger is not null)
        {
            return update.ExecuteAsync(call, (old, _) => Merged(call.Kind, patch.Bytes.Span, old, judge), retry: true, cancellationToken);
        }

        var parsed = Parse(patch);
        return parsed.IsSuccess
            ? update.ExecuteAsync(call, (_, entry) => Patched(call, patch.Type, parsed.Value, entry, judge), retry: true, cancellationToken)
            : ValueTask.FromResult(ApiResult<Entry>.Refused(parsed.Status));
    }

    /// <summary>Reads a patch document.</summary>
    public static ApiResult<JsonNode?> Parse(PatchBody patch)
    {
        try
        {
            return ApiResult<JsonNode?>.Ok(JsonNode.Parse(patch.Bytes.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 512 }));
        }
        catch (JsonException e)
        {
            return Failures.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    /// <summary>A document with a patch applied, or why it does not apply.</summary>
    public static ApiResult<JsonNode> Apply(PatchType type, JsonNode? document, JsonNode? patch, IMergeRules rules)
    {
        var outcome = type switch
        {
            PatchType.Json => JsonPatch.Apply(document, patch),
            PatchType.Merge => MergePatch.Apply(document, patch),
            _ => StrategicMergePatch.Apply(document, patch, rules),
        };
        return outcome switch
        {
            { Status: PatchStatus.Malformed } => Failures.BadRequest(outcome.Message),
            { Status: PatchStatus.Inapplicable } => Failures.Unprocessable(outcome.Message),
            { Document: null } => Failures.BadRequest("the patch leaves nothing of the object"),
            _ => outcome.Document,
        };
    }

    /// <summary>The object with a merge patch applied to the record itself: parts that it does not name are shared with the old state.</summary>
    private static ApiResult<IKubernetesObject> Merged(KindInfo kind, ReadOnlySpan<byte> patch, IKubernetesObject old, FieldJudge? judge)
    {
        var report = new DecodeReport();
        var obj = BodyReader.Merge(kind, old, patch, report);
        return obj.IsSuccess && judge?.Invoke(kind, report) is { } refused ? refused : obj;
    }

    private static ApiResult<IKubernetesObject> Patched(ResourceCall call, PatchType type, JsonNode? patch, Entry entry, FieldJudge? judge)
    {
        var applied = Apply(type, JsonNode.Parse(call.Resource.BytesOf(entry).Span), patch, MergeRules.Of(call.Kind));
        if (!applied.IsSuccess)
        {
            return applied.Status;
        }

        var bytes = JsonBytes.Of(applied.Value);
        var report = new DecodeReport();
        var obj = BodyReader.Decode(call.Kind, bytes, report);
        return obj.IsSuccess && judge?.Invoke(call.Kind, report) is { } refused ? refused : obj;
    }
}
