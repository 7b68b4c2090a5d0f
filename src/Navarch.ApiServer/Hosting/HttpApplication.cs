using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Navarch.ApiServer.Hosting;

/// <summary>What Kestrel calls for each request: straight into the pipeline, with no middleware in between.</summary>
internal sealed class HttpApplication(ApiPipeline pipeline) : IHttpApplication<DefaultHttpContext>
{
    /// <inheritdoc/>
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        // Kestrel keeps a context with its connection, for the requests to come.
        if (contextFeatures is IHostContextContainer<DefaultHttpContext> container)
        {
            var kept = container.HostContext;
            if (kept is null)
            {
                kept = new DefaultHttpContext(contextFeatures);
                container.HostContext = kept;
            }
            else
            {
                kept.Initialize(contextFeatures);
            }

            return kept;
        }

        return new DefaultHttpContext(contextFeatures);
    }

    /// <inheritdoc/>
    public Task ProcessRequestAsync(DefaultHttpContext context) => pipeline.InvokeAsync(new ApiCall(context)).AsTask();

    /// <inheritdoc/>
    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
}
