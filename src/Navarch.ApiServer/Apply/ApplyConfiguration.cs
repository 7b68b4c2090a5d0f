using System.Text.Json;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Apply;

/// <summary>Reads what is applied: YAML or JSON that names its type, fits the schema and does not decide ownership itself.</summary>
internal static class ApplyConfiguration
{
    /// <summary>The document without nulls, which set nothing; or why it cannot be applied.</summary>
    /// <param name="kind">The kind expected: that of the object, or of its subresource.</param>
    /// <param name="call">The call.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="judge">Judges keys given twice; may be null.</param>
    public static ApiResult<JsonObject> Read(KindInfo kind, ResourceCall call, PatchBody patch, FieldJudge? judge)
    {
        JsonNode? node;
        IReadOnlyList<string> duplicates;
        try
        {
            node = JsonText.Tree(YamlBody.ToJson(patch.Bytes.Span), out duplicates);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return Failures.BadRequest($"error decoding YAML: {e.Message}");
        }

        if (node is not JsonObject applied)
        {
            return Failures.BadRequest("error decoding YAML: an apply configuration is an object");
        }

        var gvk = kind.GroupVersionKind;
        if (Text(applied, "apiVersion") is var version && version != gvk.ApiVersion)
        {
            return Failures.BadRequest($"Incorrect version specified in apply patch. Specified patch version: {version}, expected: {gvk.ApiVersion}");
        }

        if (Text(applied, "kind") is var name && name != gvk.Kind)
        {
            return Failures.BadRequest($"Incorrect kind specified in apply patch. Specified patch kind: {name}, expected: {gvk.Kind}");
        }

        if (applied["metadata"] is JsonObject metadata && metadata["managedFields"] is JsonArray { Count: > 0 })
        {
            return Failures.BadRequest("metadata.managedFields must be nil");
        }

        ApplyDocument.DropNulls(applied);
        if (ApplySchema.Fault(kind, applied) is { } fault)
        {
            return Failures.BadRequest($"failed to create typed patch object ({call.Namespace}/{call.Name}; {gvk.ApiVersion}, Kind={gvk.Kind}): {fault}");
        }

        return Judged(duplicates, judge) is { } refused ? refused : applied;
    }

    /// <summary>The refusal of keys given twice, or null.</summary>
    private static Status? Judged(IReadOnlyList<string> duplicates, FieldJudge? judge)
    {
        if (duplicates.Count == 0 || judge is null)
        {
            return null;
        }

        var report = new DecodeReport();
        foreach (var path in duplicates)
        {
            report.AddDuplicate(path);
        }

        return judge(report) ? Failures.BadRequest($"error strict decoding YAML: {string.Join(", ", report.StrictProblems)}") : null;
    }

    private static string Text(JsonObject obj, string name) => obj[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
