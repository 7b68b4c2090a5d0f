namespace Navarch.ApiServer.Authorization;

/// <summary>Refuses with 403 what the user may not do.</summary>
internal sealed class AuthorizationStage(IAuthorizer authorizer) : IStage
{
    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        if (call.User.IsMaster)
        {
            call.Metrics.Allowed.Add();
            return next(call);
        }

        var info = call.Info;
        var request = info.IsResourceRequest
            ? new AccessRequest
            {
                Verb = info.Verb,
                Group = info.Group,
                Version = info.Version,
                Resource = info.Resource,
                Subresource = info.Subresource,
                Namespace = info.Namespace,
                Name = info.Name,
            }
            : new AccessRequest { Verb = info.Verb, Path = info.Path };
        var decision = authorizer.Authorize(call.User, request);
        (decision.Allowed ? call.Metrics.Allowed : call.Metrics.Denied).Add();
        return decision.Allowed
            ? next(call)
            : StatusResponse.WriteAsync(call.Http, Failures.Forbidden(call.User, request, decision.Reason));
    }
}
