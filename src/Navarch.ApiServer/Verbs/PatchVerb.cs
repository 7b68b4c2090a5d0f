using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Patches;

namespace Navarch.ApiServer.Verbs;

/// <summary>Whether unknown and doubled fields are refused; when they are not the caller remembers them for warnings.</summary>
internal delegate bool FieldJudge(DecodeReport report);

/// <summary>A patch as read.</summary>
/// <param name="Root">The document.</param>
/// <param name="Duplicates">The paths of keys that it gives twice.</param>
internal sealed record PatchDocument(JsonNode? Root, IReadOnlyList<string> Duplicates);

/// <summary>Changes an object by a patch document, run again when somebody else wrote first.</summary>
internal sealed class PatchVerb(UpdateVerb update)
{
    // Refusals show the object that the patch made, as upstream does, but not megabytes of it.
    private const int MostShown = 8 * 1024;

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
    public static ApiResult<PatchDocument> Parse(PatchBody patch)
    {
        try
        {
            var root = JsonText.Tree(patch.Bytes.Span, out var duplicates);
            return new PatchDocument(root, duplicates);
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
            { Status: PatchStatus.TooLarge } => Failures.RequestEntityTooLarge(outcome.Message),
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
        return Judged(BodyReader.Merge(kind, old, patch, report), report, patch, judge);
    }

    /// <summary>What a patched document means, or why it means nothing.</summary>
    /// <param name="kind">The kind patched.</param>
    /// <param name="document">The document.</param>
    /// <param name="patch">The patch that made it.</param>
    /// <param name="judge">Judges unknown and doubled fields; may be null.</param>
    public static ApiResult<IKubernetesObject> Decode(KindInfo kind, JsonNode document, PatchDocument patch, FieldJudge? judge)
    {
        var bytes = JsonBytes.Of(document);
        var report = new DecodeReport();
        foreach (var path in patch.Duplicates)
        {
            report.AddDuplicate(path);
        }

        var obj = BodyReader.Decode(kind, bytes, report);
        return Judged(obj.IsSuccess ? obj : Failures.InvalidPatch(Shown(bytes), obj.Status.Message), report, bytes, judge);
    }

    private static ApiResult<IKubernetesObject> Judged(ApiResult<IKubernetesObject> obj, DecodeReport report, ReadOnlySpan<byte> document, FieldJudge? judge) =>
        obj.IsSuccess && judge is not null && report.StrictProblems.Any() && judge(report)
            ? Failures.InvalidPatch(Shown(document), $"strict decoding error: {string.Join(", ", report.StrictProblems)}")
            : obj;

    /// <summary>The beginning of a document, for refusals to show.</summary>
    public static string Shown(ReadOnlySpan<byte> document) => Encoding.UTF8.GetString(document[..Math.Min(MostShown, document.Length)]) + (document.Length > MostShown ? " ..." : "");

    private static ApiResult<IKubernetesObject> Patched(ResourceCall call, PatchType type, PatchDocument patch, Entry entry, FieldJudge? judge)
    {
        var applied = Apply(type, JsonNode.Parse(call.Resource.BytesOf(entry).Span, documentOptions: FieldOwnership.Depth), patch.Root, MergeRules.Of(call.Kind));
        return applied.IsSuccess ? Decode(call.Kind, applied.Value, patch, judge) : applied.Status;
    }
}
