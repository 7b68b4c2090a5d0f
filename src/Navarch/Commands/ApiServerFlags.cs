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

    /// <summary>Gives the flags to a command.</summary>
    public ApiServerFlags AddTo(Command command)
    {
        command.Add(maxRequests);
        command.Add(maxMutatingRequests);
        command.Add(priorityAndFairness);
        return this;
    }

    /// <summary>The settings with what was given on the command line.</summary>
    public ApiServerSettings Apply(ParseResult result, ApiServerSettings kept) => kept with
    {
        MaxRequestsInFlight = result.GetValue(maxRequests) ?? kept.MaxRequestsInFlight,
        MaxMutatingRequestsInFlight = result.GetValue(maxMutatingRequests) ?? kept.MaxMutatingRequestsInFlight,
        EnablePriorityAndFairness = result.GetValue(priorityAndFairness) ?? kept.EnablePriorityAndFairness,
    };
}
