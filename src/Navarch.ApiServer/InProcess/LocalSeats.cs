using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.InProcess;

/// <summary>The seats of a call inside the process: the same schemas and levels as over HTTPS. What waits, waits for as long as its caller does.</summary>
internal sealed class LocalSeats(FlowAdmission admission) : IDisposable
{
    private bool held = admission.IsStarted;

    /// <summary>Waits for the seats of a call; null when requests are not queued.</summary>
    public static async ValueTask<LocalSeats?> TakeAsync(ServerCore core, ResourceCall call, string verb, WorkEstimate work, CancellationToken cancellationToken)
    {
        if (core.Fairness is not { } dispatcher)
        {
            return null;
        }

        var gvr = call.Kind.GroupVersionResource;
        var admission = await dispatcher.BeginAsync(
            new FlowDigest(call.User, verb, "", gvr.Group, gvr.Resource, call.Subresource, call.Namespace), work, Timeout.InfiniteTimeSpan, isLocal: true, cancellationToken);
        if (admission.Outcome == Arrival.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new LocalSeats(admission);
    }

    /// <summary>Why the call is refused, or null.</summary>
    public Status? Refusal() => admission.IsStarted ? null : Failures.TooManyRequests(Failures.Overloaded, admission.Schema.Level.RetryAfter());

    /// <summary>Gives the seats back; a watch does so once it only waits for changes.</summary>
    public void Dispose()
    {
        if (held)
        {
            held = false;
            admission.End();
        }
    }
}
