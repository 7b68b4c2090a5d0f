namespace Navarch.ApiServer.Pipeline;

/// <summary>Reads what the request asks for.</summary>
internal sealed class RequestInfoStage : IStage
{
    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        var request = call.Http.Request;
        call.Info = RequestInfoParser.Parse(request.Method, request.Path.Value ?? "/", request.Query);
        return next(call);
    }
}
