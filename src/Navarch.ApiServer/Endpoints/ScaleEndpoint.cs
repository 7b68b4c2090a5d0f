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
        await (result.IsSuccess ? ObjectResponse.WriteAsync(call.Http, result.Value) : StatusResponse.WriteAsync(call.Http, result.Status));
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

        if (read.Value.Type == PatchType.Apply)
        {
            return Failures.UnsupportedMediaType("application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json");
        }

        var patch = PatchVerb.Parse(read.Value);
        if (!patch.IsSuccess)
        {
            return patch.Status;
        }

        return await scale.UpdateAsync(
            resource,
            current =>
            {
                var applied = PatchVerb.Apply(read.Value.Type, System.Text.Json.Nodes.JsonNode.Parse(ApiJson.ToBytes(current)), patch.Value, MergeRules.Of(Scale.Info));
                if (!applied.IsSuccess)
                {
                    return applied.Status;
                }

                var decoded = BodyReader.Decode(Scale.Info, JsonBytes.Of(applied.Value), null);
                return decoded.IsSuccess ? (Scale)decoded.Value : decoded.Status;
            },
            retry: true,
            call.Aborted);
    }
}
