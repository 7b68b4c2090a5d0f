using System.Text.Json.Nodes;
using Navarch.Api.Autoscaling.V1;
using Navarch.ApiServer.Patches;

namespace Navarch.ApiServer.Endpoints;

/// <summary>The <c>scale</c> subresource: get, update, patch.</summary>
internal sealed class ScaleEndpoint(ScaleVerb scale) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var result = call.Info.Verb switch
        {
            "get" => scale.Get(resource),
            "update" => await UpdateAsync(call, resource),
            _ => await PatchAsync(call, resource),
        };
        await (result.IsSuccess ? WriteAsync(call, resource, result.Value) : StatusResponse.WriteAsync(call.Http, result.Status));
    }

    private static async ValueTask WriteAsync(ApiCall call, ResourceCall resource, Scale scale)
    {
        if (await ObjectResponse.NegotiateAsync(call.Http) is not { } representation)
        {
            return;
        }

        await (representation.View == ObjectView.Table
            ? JsonResponse.WriteAsync(call.Http, TableFormat.Of(Scale.Info, scale, resource.Resource.Time.GetUtcNow(), representation))
            : ObjectResponse.WriteAsync(call.Http, scale));
    }

    private async ValueTask<ApiResult<Scale>> UpdateAsync(ApiCall call, ResourceCall resource)
    {
        var read = await WriteBody.ReadAsync(call.Http, Scale.Info);
        if (!read.IsSuccess)
        {
            return read.Status;
        }

        var wanted = (Scale)read.Value;
        return await scale.UpdateAsync(resource, _ => wanted, retry: false, call.Aborted);
    }

    private async ValueTask<ApiResult<Scale>> PatchAsync(ApiCall call, ResourceCall resource)
    {
        var read = await PatchEndpoint.ReadAsync(call.Http);
        if (!read.IsSuccess)
        {
            return read.Status;
        }

        var judge = new PatchedFields(FieldValidation.ModeOf(call.Http));
        var result = read.Value.Type == PatchType.Apply
            ? await scale.ApplyAsync(resource, read.Value, judge.Judge, call.Aborted)
            : await PatchAsync(resource, read.Value, judge.Judge, call.Aborted);
        judge.Warn(call.Http);
        return result;
    }

    private async ValueTask<ApiResult<Scale>> PatchAsync(ResourceCall resource, PatchBody body, FieldJudge judge, CancellationToken cancellationToken)
    {
        var patch = PatchVerb.Parse(body);
        if (!patch.IsSuccess)
        {
            return patch.Status;
        }

        return await scale.UpdateAsync(
            resource,
            current =>
            {
                var applied = PatchVerb.Apply(body.Type, JsonNode.Parse(ApiJson.ToBytes(current)), patch.Value.Root, MergeRules.Of(Scale.Info));
                if (!applied.IsSuccess)
                {
                    return applied.Status;
                }

                var decoded = PatchVerb.Decode(Scale.Info, applied.Value, patch.Value, judge);
                return decoded.IsSuccess ? (Scale)decoded.Value : decoded.Status;
            },
            retry: true,
            cancellationToken);
    }
}
