using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>POST: creates an object.</summary>
internal sealed class CreateEndpoint(CreateVerb create) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var read = await WriteBody.ReadAsync(call.Http, resource.Kind);
        if (!read.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, read.Status);
            return;
        }

        var result = await create.ExecuteAsync(resource with { Name = "" }, read.Value, call.Aborted);
        await ObjectResponse.WriteAsync(call.Http, resource.Resource, result, StatusCodes.Status201Created);
    }
}

/// <summary>The object in the body of a POST or PUT.</summary>
internal static class WriteBody
{
    /// <summary>The object; unknown and doubled fields are judged as the request asks.</summary>
    public static async ValueTask<ApiResult<IKubernetesObject>> ReadAsync(HttpContext http, KindInfo kind)
    {
        var body = await BodyReader.ReadJsonAsync(http, kind.Kind);
        if (!body.IsSuccess)
        {
            return body.Status;
        }

        var report = new DecodeReport();
        var obj = BodyReader.Decode(kind, body.Value, report);
        return obj.IsSuccess && FieldValidation.Judge(http, kind, FieldValidation.ModeOf(http), report) is { } refused ? refused : obj;
    }
}
