using Microsoft.AspNetCore.Http;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Endpoints;

/// <summary>POST to <c>bindings</c>, the old way to bind the pod of the document's name.</summary>
internal sealed class BindingsEndpoint(SubresourceVerbs verbs, ResourceRegistry registry) : IEndpoint
{
    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Document;

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var read = await WriteBody.ReadAsync(call.Http, Binding.Info);
        if (!read.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, read.Status);
            return;
        }

        var pod = resource with { Resource = registry.Of(Pod.Info), Name = read.Value.Metadata.Name, Subresource = "binding" };
        var result = await verbs.CreateAsync(pod, read.Value, call.Aborted);
        await (result.IsSuccess
            ? ObjectResponse.WriteAsync(call.Http, result.Value, StatusCodes.Status201Created)
            : StatusResponse.WriteAsync(call.Http, result.Status));
    }
}
