using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>POST to a subresource that takes a document of its own (<c>binding</c>, <c>eviction</c>, <c>token</c>).</summary>
internal sealed class DocumentEndpoint(SubresourceVerbs verbs, KindInfo document) : IEndpoint
{
    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Document;

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var read = await WriteBody.ReadAsync(call.Http, document);
        if (!read.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, read.Status);
            return;
        }

        var result = await verbs.CreateAsync(resource, read.Value, call.Aborted);
        await (result.IsSuccess
            ? ObjectResponse.WriteAsync(call.Http, result.Value, StatusCodes.Status201Created)
            : StatusResponse.WriteAsync(call.Http, result.Status));
    }
}
