using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Navarch.ApiServer.Pipeline;

/// <summary>
/// Gives each request its time: a minute, or less where the query asks for it with <c>timeout=</c>. What is not done by then is answered with 504.
/// Long-running requests have all the time they want, and their bodies and answers may be as slow as their clients like.
/// </summary>
internal sealed class DeadlineStage(TimeSpan longest, TimeProvider time) : IStage
{
    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        if (call.Info.IsLongRunning)
        {
            if (call.Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            return next(call);
        }

        call.Time = longest;
        var query = call.Http.Request.Query;
        if (query.Count > 0 && query["timeout"].ToString() is { Length: > 0 } text)
        {
            if (!GoDuration.TryParse(text, out var asked))
            {
                return StatusResponse.WriteAsync(call.Http, Failures.BadRequest($"invalid timeout specified in the request URL - time: invalid duration \"{text}\""));
            }

            call.Time = asked > TimeSpan.Zero && asked < longest ? asked : longest;
        }
        else if (call.Info is { IsResourceRequest: true, Verb: "get" })
        {
            // Reading one object waits for nothing: it costs no timer.
            return next(call);
        }

        return RunAsync(call, next);
    }

    private async ValueTask RunAsync(ApiCall call, NextStage next)
    {
        var client = call.Http.RequestAborted;
        using var deadline = new CancellationTokenSource(call.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(client, deadline.Token);
        call.Http.RequestAborted = either.Token;
        try
        {
            await next(call);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !client.IsCancellationRequested)
        {
            call.Http.RequestAborted = client;
            await ErrorStage.AnswerAsync(call, Failures.Timeout("request did not complete within requested timeout - context deadline exceeded"));
        }
        finally
        {
            call.Http.RequestAborted = client;
        }
    }
}
