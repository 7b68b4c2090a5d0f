namespace Navarch.Cluster;

/// <summary>How the API server deals with load: the settings of upstream's flags of the same names.</summary>
public sealed record ApiServerSettings
{
    /// <summary>The most reading requests at once; with priority and fairness, one part of the seats that the levels share.</summary>
    public int MaxRequestsInFlight { get; init; } = 400;

    /// <summary>The most writing requests at once; with priority and fairness, the other part of the seats that the levels share.</summary>
    public int MaxMutatingRequestsInFlight { get; init; } = 200;

    /// <summary>Whether requests are dispatched by flow schemas and priority levels.</summary>
    public bool EnablePriorityAndFairness { get; init; } = true;

    /// <summary>How long a request may take, in seconds, that is not long-running.</summary>
    public int RequestTimeout { get; init; } = 60;

    /// <summary>How long the server goes on answering, in seconds, after it has begun to stop and says that it is not ready.</summary>
    public int ShutdownDelayDuration { get; init; }

    /// <summary>Whether what goes on inside is shown below <c>/debug</c>.</summary>
    public bool EnableDebugging { get; init; }

    /// <summary>What is wrong with the settings, or null.</summary>
    public Problem? Validate()
    {
        if (MaxRequestsInFlight < 0 || MaxMutatingRequestsInFlight < 0)
        {
            return new("A number of requests in flight cannot be negative.", "Give --max-requests-inflight and --max-mutating-requests-inflight 0 or more.");
        }

        if (RequestTimeout < 1 || ShutdownDelayDuration < 0)
        {
            return new("A request needs time, and a delay cannot be negative.", "Give --request-timeout at least 1 second and --shutdown-delay-duration 0 or more.");
        }

        return EnablePriorityAndFairness && MaxRequestsInFlight + MaxMutatingRequestsInFlight == 0
            ? new(
                "With priority and fairness there must be requests in flight to share.",
                "Give --max-requests-inflight or --max-mutating-requests-inflight more than 0, or --enable-priority-and-fairness=false.")
            : null;
    }
}
