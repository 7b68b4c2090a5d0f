using System.Text.Json;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Endpoints;

namespace Navarch.ApiServer.Verbs;

/// <summary>Server-side apply: makes the object, or brings it to what the document says, by the rules of <see cref="Ownership"/>.</summary>
internal sealed class ApplyVerb(ServerCore core, CreateVerb create, UpdateVerb update)
{
    private const int Attempts = 5;

    /// <summary>The entry as it is after the apply, and whether it was made.</summary>
    public async ValueTask<(ApiResult<Entry> Result, bool Created)> ExecuteAsync(ResourceCall call, PatchBody patch, FieldJudge? judge, CancellationToken cancellationToken)
    {
        var parsed = Document(call, patch);
        if (!parsed.IsSuccess)
        {
            return (parsed.Status, false);
        }

        var applying = call with { IsApply = true };
        for (var attempt = 1; ; attempt++)
        {
            if (core.Store.Get(call.Key) is not null || call.Subresource.Length > 0)
            {
                return (await update.ExecuteAsync(applying, (obj, entry) => Applied(applying, obj, entry, parsed.Value, patch.Force, judge), retry: true, cancellationToken), false);
            }

            var document = Ownership.Create(applying, parsed.Value, core.Now);
            var obj = document.IsSuccess ? Decoded(call, document.Value, judge) : document.Status;
            if (!obj.IsSuccess)
            {
                return (obj.Status, false);
            }

            var made = await create.ExecuteAsync(applying, obj.Value, cancellationToken);
            if (!made.IsAlreadyExists || attempt == Attempts)
            {
                return (made, true);
            }
        }
    }

    private static ApiResult<JsonObject> Document(ResourceCall call, PatchBody patch)
    {
        if (call.FieldManager.Length == 0)
        {
            return Failures.Invalid(new GroupVersionKind("meta.k8s.io", "v1", "PatchOptions"), "", [Faults.Required("fieldManager", "is required for apply patch")]);
        }

        try
        {
            // JSON is YAML, too, but much quicker to read as what it is.
            var bytes = patch.Bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? patch.Bytes : YamlBody.ToJson(patch.Bytes.Span);
            if (JsonNode.Parse(bytes.Span) is not JsonObject document)
            {
                return Failures.BadRequest("an apply document is an object");
            }

            return document["metadata"]?["managedFields"] is null ? document : Failures.BadRequest("metadata.managedFields must be nil");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return Failures.BadRequest($"error decoding YAML: {e.Message}");
        }
    }

    private static ApiResult<IKubernetesObject> Decoded(ResourceCall call, JsonObject document, FieldJudge? judge)
    {
        var report = new DecodeReport();
        var obj = BodyReader.Decode(call.Kind, JsonBytes.Of(document), report);
        return obj.IsSuccess && judge?.Invoke(call.Kind, report) is { } refused ? refused : obj;
    }

    private ApiResult<IKubernetesObject> Applied(ResourceCall call, IKubernetesObject obj, Entry entry, JsonObject document, bool force, FieldJudge? judge)
    {
        var live = JsonNode.Parse(call.Resource.BytesOf(entry).Span)!.AsObject();
        var applied = Ownership.Apply(call, obj.Metadata, live, document, force, core.Now);
        return applied.IsSuccess ? Decoded(call, applied.Value, judge) : applied.Status;
    }
}
