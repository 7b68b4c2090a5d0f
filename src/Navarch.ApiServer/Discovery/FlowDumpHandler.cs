using System.Globalization;
using System.Text;
using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.Discovery;

/// <summary>Answers <c>/debug/api_priority_and_fairness/...</c>: the levels, queues and waiting requests, as lines with commas.</summary>
internal sealed class FlowDumpHandler(FlowDispatcher dispatcher)
{
    private const string Prefix = "/debug/api_priority_and_fairness/";

    /// <summary>Answers the call if it is for one of the dumps.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        if (!call.Info.Path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var lines = call.Info.Path[Prefix.Length..] switch
        {
            "dump_priority_levels" => Levels(),
            "dump_queues" => Queues(),
            "dump_requests" => Requests(QueryFlag.IsSet(call.Http.Request.Query, "includeRequestDetails")),
            _ => null,
        };
        if (lines is null)
        {
            return false;
        }

        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.AppendJoin(", ", line).Append(",\n");
        }

        await JsonResponse.WriteAsync(call.Http, Encoding.UTF8.GetBytes(text.ToString()), "text/plain; charset=utf-8");
        return true;
    }

    private IEnumerable<string[]> Levels()
    {
        yield return ["PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests"];
        foreach (var level in dispatcher.Configuration.Levels)
        {
            var (active, waiting, executing) = level.Look(s => (s.ActiveQueues, s.Waiting, s.Executing));
            yield return [level.Name, Number(active), executing + waiting == 0 ? "true" : "false", "false", Number(waiting), Number(executing)];
        }
    }

    private IEnumerable<string[]> Queues()
    {
        yield return ["PriorityLevelName", "Index", "PendingRequests", "ExecutingRequests", "SeatsInUse", "NextDispatchR"];
        foreach (var level in dispatcher.Configuration.Levels)
        {
            foreach (var line in level.Look(s => s.Queues.Select((q, i) => new[]
            {
                level.Name, Number(i), Number(q.Waiting), Number(q.Executing), Number(q.SeatsExecuting), q.NextStart.ToString("F4", CultureInfo.InvariantCulture),
            }).ToList()))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<string[]> Requests(bool withDetails)
    {
        string[] head = ["PriorityLevelName", "FlowSchemaName", "QueueIndex", "RequestIndexInQueue", "FlowDistingsher", "ArriveTime", "InitialSeats", "FinalSeats"];
        yield return withDetails ? [.. head, "UserName", "Verb", "Namespace", "APIGroup", "Resource", "SubResource"] : head;
        foreach (var level in dispatcher.Configuration.Levels)
        {
            foreach (var (index, waiting) in level.Look(Waiting))
            {
                string[] line =
                [
                    level.Name, waiting.Schema.Name, Number(waiting.Queue), Number(index), waiting.Distinguisher,
                    level.TimeOf(waiting.Arrived).UtcDateTime.ToString("O", CultureInfo.InvariantCulture), Number(waiting.Work.Seats), Number(waiting.Work.FinalSeats),
                ];
                var asked = waiting.Digest;
                yield return withDetails ? [.. line, asked.User.Name, asked.Verb, asked.Namespace, asked.Group, asked.Resource, asked.Subresource] : line;
            }
        }
    }

    private static List<(int Index, WaitingRequest Request)> Waiting(FairQueueSet set)
    {
        var found = new List<(int, WaitingRequest)>();
        foreach (var queue in set.Queues)
        {
            var index = 0;
            for (var request = queue.Head; request is not null; request = request.Next)
            {
                found.Add((index++, (WaitingRequest)request));
            }
        }

        return found;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
