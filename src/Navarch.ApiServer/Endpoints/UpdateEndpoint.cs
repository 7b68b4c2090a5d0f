using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>PUT: replaces an object, or the part of it that a subresource is.</summary>
internal sealed class UpdateEndpoint(UpdateVerb update, CreateVerb create, IStore store) : IEndpoint
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

        var obj = read.Value;
        if (obj.Metadata.Name.Length == 0)
        {
            await StatusResponse.WriteAsync(call.Http, Failures.BadRequest($"the name of the object ({resource.Name} based on URL) was undeterminable: name must be provided"));
            return;
        }

        if (resource.Subresource.Length == 0 && resource.Resource.Strategy.AllowsCreateOnUpdate && obj.Metadata.ResourceVersion.Length == 0 && store.Get(resource.Key) is null)
        {
            var created = await create.ExecuteAsync(resource, obj, call.Aborted);
            await ObjectResponse.WriteAsync(call.Http, resource.Resource, created, StatusCodes.Status201Created);
            return;
        }

        var result = await update.ExecuteAsync(resource, (_, _) => ApiResult<IKubernetesObject>.Ok(obj), retry: false, call.Aborted);
        await ObjectResponse.WriteAsync(call.Http, resource.Resource, result);
    }
}
