using System.CommandLine;
using Navarch.Cluster;

namespace Navarch.Commands;

/// <summary>The flags of the API server, for each command that starts one. What is not given is as it was before.</summary>
public sealed class ApiServerFlags
{
    private readonly Option<int?> maxRequests = new("--max-requests-inflight")
    {
        Description = "The most reading requests at once. [default: 400, or as before]",
        HelpName = "N",
    };

    private readonly Option<int?> maxMutatingRequests = new("--max-mutating-requests-inflight")
    {
        Description = "The most writing requests at once. [default: 200, or as before]",
        HelpName = "N",
    };

    private readonly Option<bool?> priorityAndFairness = new("--enable-priority-and-fairness")
    {
        Description = "Dispatch requests by flow schemas and priority levels, which share both numbers. [default: true, or as before]",
        HelpName = "BOOL",
    };

    private readonly Option<int?> requestTimeout = new("--request-timeout")
    {
        Description = "How long a request may take that is not long-running. [default: 60, or as before]",
        HelpName = "SECONDS",
    };

    private readonly Option<int?> shutdownDelay = new("--shutdown-delay-duration")
    {
        Description = "How long the server goes on answering after it says that it stops. [default: 0, or as before]",
        HelpName = "SECONDS",
    };

    private readonly Option<bool?> debugging = new("--enable-debugging")
    {
        Description = "Show what goes on inside below /debug to who may read it. [default: false, or as before]",
        HelpName = "BOOL",
    };

    /// <summary>Gives the flags to a command.</summary>
    public ApiServerFlags AddTo(Command command)
    {
        command.Add(maxRequests);
        command.Add(maxMutatingRequests);
        command.Add(priorityAndFairness);
        command.Add(requestTimeout);
        command.Add(shutdownDelay);
        command.Add(debugging);
        return this;
    }

    /// <summary>The settings with what was given on the command line.</summary>
    public ApiServerSettings Apply(ParseResult result, ApiServerSettings kept) => kept with
    {
        MaxRequestsInFlight = result.GetValue(maxRequests) ?? kept.MaxRequestsInFlight,
        MaxMutatingRequestsInFlight = result.GetValue(maxMutatingRequests) ?? kept.MaxMutatingRequestsInFlight,
        RequestTimeout = result.GetValue(requestTimeout) ?? kept.RequestTimeout,
        ShutdownDelayDuration = result.GetValue(shutdownDelay) ?? kept.ShutdownDelayDuration,
        EnableDebugging = result.GetValue(debugging) ?? kept.EnableDebugging,
        EnablePriorityAndFairness = result.GetValue(priorityAndFairness) ?? kept.EnablePriorityAndFairness,
    };
}
