namespace Navarch.ApiServer.Pipeline;

/// <summary>
/// The plain limits, for servers without priority and fairness: so many reading and so many writing requests at once; beyond them the answer is
/// 429 with <c>Retry-After</c>. Long-running requests and system:masters are exempt.
/// </summary>
internal sealed class InFlightStage(int maxReads, int maxWrites) : IStage
{
    private int reads;
    private int writes;

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        if (call.Info.IsLongRunning || call.User.IsMaster)
        {
            return next(call);
        }

        return call.Info.IsReadOnly ? RunAsync(call, next, ref reads, maxReads) : RunAsync(call, next, ref writes, maxWrites);
    }

    private ValueTask RunAsync(ApiCall call, NextStage next, ref int inFlight, int limit)
    {
        // A limit of 0 is no limit, as upstream has it.
        if (Interlocked.Increment(ref inFlight) > limit && limit > 0)
        {
            Interlocked.Decrement(ref inFlight);
            return StatusResponse.WriteAsync(call.Http, Failures.TooManyRequests(Failures.Overloaded, 1));
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
