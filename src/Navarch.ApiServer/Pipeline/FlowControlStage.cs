namespace Navarch.ApiServer.Pipeline;

/// <summary>
/// Limits the requests in flight, reading and writing apart; beyond the limit the answer is 429 with <c>Retry-After</c>.
/// Long-running requests and system:masters are exempt.
/// </summary>
internal sealed class FlowControlStage(int maxReads, int maxWrites) : IStage
{
    private int reads;
    private int writes;

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        if (call.Info.IsLongRunning || !call.Info.IsResourceRequest || call.User.IsMaster)
        {
            return next(call);
        }

        return call.Info.IsReadOnly ? RunAsync(call, next, ref reads, maxReads) : RunAsync(call, next, ref writes, maxWrites);
    }

    private ValueTask RunAsync(ApiCall call, NextStage next, ref int inFlight, int limit)
    {
        if (Interlocked.Increment(ref inFlight) > limit)
        {
            Interlocked.Decrement(ref inFlight);
            return StatusResponse.WriteAsync(call.Http, Failures.TooManyRequests("Too many requests, please try again later.", 1));
        }

        return CountedAsync(call, next);
    }

    private async ValueTask CountedAsync(ApiCall call, NextStage next)
    {
        try
        {
            await next(call);
        }
        finally
        {
            Interlocked.Decrement(ref call.Info.IsReadOnly ? ref reads : ref writes);
        }
    }
}
