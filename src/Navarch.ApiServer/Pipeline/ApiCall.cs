using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Pipeline;

/// <summary>One HTTP request on its way through the stages.</summary>
internal sealed class ApiCall(HttpContext http)
{
    /// <summary>The request and the response.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>What is asked for; set by the first stage.</summary>
    public RequestInfo Info { get; set; } = null!;

    /// <summary>Who asks; set by the authentication stage.</summary>
    public UserInfo User { get; set; } = UserInfo.Anonymous;

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;
}
