using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Endpoints;

/// <summary>PATCH: changes an object, or the part of it that a subresource is, by a patch document.</summary>
internal sealed class PatchEndpoint(PatchVerb patch, ApplyVerb apply) : IEndpoint
{
    private static readonly string[] Accepted =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ];

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var read = await ReadAsync(call.Http);
        if (!read.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, read.Status);
            return;
        }

        var judge = new PatchedFields(FieldValidation.ModeOf(call.Http));
        if (read.Value.Type == PatchType.Apply)
        {
            var applied = await apply.ExecuteAsync(resource, read.Value, judge.Judge, call.Aborted);
            judge.Warn(call.Http);
            var code = applied.IsSuccess && applied.Value.IsCreated ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            await ObjectResponse.WriteAsync(call.Http, resource.Resource, applied.Select(a => a.Entry), code);
            return;
        }

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
            case "application/apply-patch+yaml":
                type = PatchType.Apply;
                break;
            default:
                return Failures.UnsupportedMediaType(Accepted);
        }

        var options = new PatchBody(type, default, http.Request.Query["fieldManager"].ToString(), QueryFlag.IsSet(http.Request.Query, "force"));
        var body = await BodyReader.ReadAsync(http);
        if (!body.IsSuccess)
        {
            return body.Status;
        }

        try
        {
            return options with { Bytes = type == PatchType.Apply ? body.Value : JsonText.Checked(body.Value) };
        }
        catch (FormatException e)
        {
            return Failures.BadRequest($"error decoding patch: {e.Message}");
        }
    }
}

/// <summary>Judges the fields of a patched object: a patch may be tried more than once, the last try counts.</summary>
internal sealed class PatchedFields(string mode)
{
    private DecodeReport? last;

    /// <summary>Whether what was found refuses the try.</summary>
    public bool Judge(DecodeReport report)
    {
        last = report;
        return mode == "Strict";
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
