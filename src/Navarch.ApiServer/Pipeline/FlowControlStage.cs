using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.Pipeline;

/// <summary>
/// Priority and fairness: a request runs, waits or is refused (429 with <c>Retry-After</c>) as its priority level says, and its answer
/// names the schema and the level. Long-running requests are exempt; a watch holds its seats until it has sent the objects there are.
/// </summary>
internal sealed class FlowControlStage(FlowDispatcher dispatcher, WorkEstimator estimator) : IStage
{
    private const string SchemaHeader = "X-Kubernetes-Pf-Flowschema-Uid";
    private const string LevelHeader = "X-Kubernetes-Pf-Prioritylevel-Uid";

    /// <summary>The longest a request waits, and the part of its own time that it waits at most: the rest it needs to run.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private const int PartOfTime = 4;

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next) =>
        call.Info is { IsLongRunning: true, Verb: not "watch" } ? next(call) : RunAsync(call, next);

    /// <summary>The longest a request that has so much time waits for its seats.</summary>
    public static TimeSpan WaitOf(TimeSpan time) => time / PartOfTime < LongestWait ? time / PartOfTime : LongestWait;

    private async ValueTask RunAsync(ApiCall call, NextStage next)
    {
        var admission = await dispatcher.BeginAsync(DigestOf(call), estimator.Of(call.Info, call.Http.Request.Query), WaitOf(call.Time), isLocal: false, call.Aborted);
        var headers = call.Http.Response.Headers;
        headers[SchemaHeader] = admission.Schema.UidHeader;
        headers[LevelHeader] = admission.Schema.Level.UidHeader;
        if (!admission.IsStarted)
        {
            await StatusResponse.WriteAsync(call.Http, Failures.TooManyRequests(Failures.Overloaded, admission.Schema.Level.RetryAfter()));
            return;
        }

        call.Seats = admission;
        try
        {
            await next(call);
        }
        finally
        {
            call.ReleaseSeats();
        }
    }

    private static FlowDigest DigestOf(ApiCall call)
    {
        var info = call.Info;
        return info.IsResourceRequest
            ? new FlowDigest(call.User, info.Verb, "", info.Group, info.Resource, info.Subresource, info.Namespace)
            : new FlowDigest(call.User, info.Verb, info.Path);
    }
}
