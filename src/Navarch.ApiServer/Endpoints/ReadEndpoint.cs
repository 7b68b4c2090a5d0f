using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>GET: one object, a list, or a watch.</summary>
internal sealed class ReadEndpoint(GetVerb get, ListVerb list, WatchVerb watch, TimeProvider time, TimeSpan longestStall, CancellationToken stopping) : IEndpoint
{
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, ResourceCall resource) => call.Info.Verb switch
    {
        "list" => ListAsync(call, resource with { Name = "" }),
        "watch" => WatchAsync(call, resource with { Name = "" }),
        _ => GetAsync(call, resource),
    };

    private async ValueTask GetAsync(ApiCall call, ResourceCall resource) =>
        await ObjectResponse.WriteAsync(call.Http, resource.Resource, await get.ExecuteAsync(resource, call.Aborted));

    private async ValueTask ListAsync(ApiCall call, ResourceCall resource)
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

        var page = await list.ExecuteAsync(resource, query.Value, call.Aborted);
        if (page.IsSuccess)
        {
            await ListResponse.WriteAsync(call.Http, resource.Resource, page.Value, representation);
        }
        else
        {
            await StatusResponse.WriteAsync(call.Http, page.Status);
        }
    }

    private async ValueTask WatchAsync(ApiCall call, ResourceCall resource)
    {
        var query = QueryReader.ListOptions(call.Http, resource.Namespace, isWatch: true);
        if (!query.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, query.Status);
            return;
        }

        if (await ObjectResponse.NegotiateAsync(call.Http) is not { } representation)
        {
            return;
        }

        // A watch of /watch/pods/NAME is of that one object.
        var selected = call.Info is { Name.Length: > 0 } && query.Value.FieldSelector.Length == 0
            ? query.Value with { FieldSelector = $"metadata.name={call.Info.Name}" }
            : query.Value;

        // Watches end after a while, each at its own time, so that clients spread over servers.
        var timeout = selected.Timeout ?? ShortestWatch + TimeSpan.FromSeconds(time.GetTimestamp() % 1800);
        var opened = await watch.ExecuteAsync(resource, selected with { Timeout = timeout }, call.Aborted);
        if (!opened.IsSuccess && opened.Status.Code is StatusCodes.Status410Gone or StatusCodes.Status504GatewayTimeout)
        {
            // Nothing is wrong with the request as such: watchers learn of a version that is not there the way they do later on.
            await WatchResponse.WriteErrorAsync(call.Http, resource.Resource, opened.Status, representation);
            return;
        }

        if (!opened.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, opened.Status);
            return;
        }

        using var session = opened.Value;
        await WatchResponse.WriteAsync(call, resource.Resource, session, representation, new WatchPatience(longestStall, time), stopping);
    }
}
