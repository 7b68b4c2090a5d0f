using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>DELETE: one object, or every object of a selection.</summary>
internal sealed class DeleteEndpoint(DeleteVerb delete, DeleteCollectionVerb deleteCollection) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var options = await QueryReader.DeleteOptionsAsync(call.Http);
        if (!options.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, options.Status);
            return;
        }

        if (DeleteOptionsRules.Check(options.Value) is { } refused)
        {
            await StatusResponse.WriteAsync(call.Http, refused);
            return;
        }

        var dry = options.Value.DryRun.Contains("All", StringComparer.Ordinal);
        var target = resource with { DryRun = resource.DryRun || dry };
        await (call.Info.Verb == "deletecollection" ? DeleteManyAsync(call, target, options.Value) : DeleteOneAsync(call, target, options.Value));
    }

    private async ValueTask DeleteOneAsync(ApiCall call, ResourceCall resource, DeleteOptions options)
    {
        var result = await delete.ExecuteAsync(resource, options, call.Aborted);
        if (!result.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, result.Status);
            return;
        }

        var outcome = result.Value;
        if (outcome.IsGone && !resource.Resource.Strategy.ReturnsDeletedObject)
        {
            await StatusResponse.WriteAsync(call.Http, Failures.Success(resource.Kind, resource.Name, outcome.Object.Metadata.UID));
            return;
        }

        // Who asked for dependents to go as well is told that this takes its time.
        var code = !outcome.IsGone && options.OrphanDependents == false ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await ObjectResponse.WriteAsync(call.Http, resource.Resource, outcome.Entry, code);
    }

    private async ValueTask DeleteManyAsync(ApiCall call, ResourceCall resource, DeleteOptions options)
    {
        var query = QueryReader.ListOptions(call.Http, resource.Namespace, isWatch: false);
        if (!query.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, query.Status);
            return;
        }

        if (await ObjectResponse.NegotiateAsync(call.Http) is not { } representation)
        {
            return;
        }

        var result = await deleteCollection.ExecuteAsync(resource, query.Value, options, call.Aborted);
        if (result.IsSuccess)
        {
            await ListResponse.WriteAsync(call.Http, resource.Resource, result.Value, representation);
        }
        else
        {
            await StatusResponse.WriteAsync(call.Http, result.Status);
        }
    }
}
