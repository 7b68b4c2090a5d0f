using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Pipeline;

/// <summary>Answers a path that is not a resource; false when it is not one of its paths.</summary>
internal delegate ValueTask<bool> PlainHandler(ApiCall call);

/// <summary>Answers what is not a resource: health, version, discovery, OpenAPI, token keys.</summary>
internal sealed class PlainStage(params IReadOnlyList<PlainHandler> handlers) : IStage
{
    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        if (!call.Info.IsResourceRequest)
        {
            if (!HttpMethods.IsGet(call.Http.Request.Method) && !HttpMethods.IsHead(call.Http.Request.Method))
            {
                await StatusResponse.WriteAsync(call.Http, Failures.MethodNotAllowed());
                return;
            }

            foreach (var handler in handlers)
            {
                if (await handler(call))
                {
                    return;
                }
            }
        }

        await next(call);
    }
}
