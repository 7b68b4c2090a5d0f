using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>PATCH: changes an object, or the part of it that a subresource is, by a patch document.</summary>
internal sealed class PatchEndpoint(PatchVerb patch) : IEndpoint
{
    private static readonly string[] Accepted =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
    ];

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var read = await ReadAsync(call.Http);
        var mode = FieldValidation.ModeOf(call.Http);
        if (!read.IsSuccess || !mode.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, read.Status ?? mode.Status!);
            return;
        }

        var judge = new PatchedFields(mode.Value);
        var result = await patch.ExecuteAsync(resource, read.Value, judge.Judge, call.Aborted);
        judge.Warn(call.Http);
        await ObjectResponse.WriteAsync(call.Http, resource.Resource, result);
    }

    /// <summary>The patch in the body.</summary>
    public static async ValueTask<ApiResult<PatchBody>> ReadAsync(HttpContext http)
    {
        PatchType type;
        switch (BodyReader.MediaTypeOf(http.Request.ContentType))
        {
            case "application/json-patch+json":
                type = PatchType.Json;
                break;
            case "application/merge-patch+json":
                type = PatchType.Merge;
                break;
            case "application/strategic-merge-patch+json":
                type = PatchType.StrategicMerge;
                break;
            default:
                // Server-side apply comes with field ownership; until then it is refused by name.
                return Failures.UnsupportedMediaType(Accepted);
        }

        var body = await BodyReader.ReadAsync(http);
        return body.IsSuccess ? new PatchBody(type, body.Value) : body.Status;
    }
}

/// <summary>Judges the fields of a patched object: a patch may be tried more than once, the last try counts.</summary>
internal sealed class PatchedFields(string mode)
{
    private DecodeReport? last;

    /// <summary>The refusal of a try, or null.</summary>
    public Status? Judge(KindInfo kind, DecodeReport report)
    {
        last = report;
        return mode == "Strict" ? FieldValidation.Refusal(kind, report) : null;
    }

    /// <summary>Adds the warnings to the response.</summary>
    public void Warn(HttpContext http)
    {
        if (last is not null && mode == "Warn")
        {
            FieldValidation.Warn(http, last);
        }
    }
}
