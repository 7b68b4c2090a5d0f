namespace Navarch.ApiServer.Endpoints;

/// <summary>Speaks HTTP for one verb (or a few) of resources: reads the request, calls the verb, writes the answer.</summary>
internal interface IEndpoint
{
    /// <summary>Answers the call.</summary>
    ValueTask InvokeAsync(ApiCall call, ResourceCall resource);
}
