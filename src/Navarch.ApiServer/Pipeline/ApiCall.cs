using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Metrics;

namespace Navarch.ApiServer.Pipeline;

/// <summary>One HTTP request on its way through the stages.</summary>
internal sealed class ApiCall(HttpContext http)
{
    /// <summary>The request and the response.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>What is asked for; set by the first stage.</summary>
    public RequestInfo Info { get; set; } = null!;

    /// <summary>Where it is counted; set by the stage that counts requests.</summary>
    public ServerMetrics Metrics { get; set; } = null!;

    /// <summary>Who asks; set by the authentication stage.</summary>
    public UserInfo User { get; set; } = UserInfo.Anonymous;

    /// <summary>How long the request may take; long-running ones are not held to it.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The seats it holds; null: none, or no longer.</summary>
    public FlowAdmission? Seats { get; set; }

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Gives back the seats it holds: a watch does so once it only waits for changes.</summary>
    public void ReleaseSeats()
    {
        if (Seats is { } held)
        {
            Seats = null;
            held.End();
        }
    }
}
