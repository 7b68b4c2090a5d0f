namespace Navarch.Client.Grpc;

/// <summary>Ends a call at its deadline or on the caller's wish, and tells the two apart from a broken transport.</summary>
internal sealed class GrpcDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;

    public GrpcDeadline(TimeSpan? limit, CancellationToken caller)
    {
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        if (limit is { } time)
        {
            _source.CancelAfter(time);
        }
    }

    public CancellationToken Token => _source.Token;

    public void Cancel() => _source.Cancel();

    /// <summary>
    /// What to say in place of a transport's exception; null to let it pass (already a <see cref="GrpcException"/>,
    /// or the caller's own cancellation).
    /// </summary>
    public (GrpcStatusCode Code, string Message)? Translate(Exception e) => e switch
    {
        _ when _caller.IsCancellationRequested => null,
        GrpcException => null,
        OperationCanceledException => (GrpcStatusCode.DeadlineExceeded, "the deadline passed"),
        HttpRequestException or IOException => (GrpcStatusCode.Unavailable, Innermost(e).Message),
        ObjectDisposedException => (GrpcStatusCode.Cancelled, "the channel was closed"),
        _ => null,
    };

    public void Dispose() => _source.Dispose();

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }
        return e;
    }
}
