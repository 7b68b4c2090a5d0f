using Navarch.Api.Validation;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Which options of a list or watch go together: <c>resourceVersionMatch</c> and <c>sendInitialEvents</c> with the others.</summary>
internal static class ListOptionsRules
{
    private const string Match = "resourceVersionMatch";
    private const string NotOlderThan = "NotOlderThan";

    /// <summary>The refusal of the options, naming every fault; or null.</summary>
    /// <param name="query">The options.</param>
    /// <param name="isWatch">Whether of a watch.</param>
    /// <param name="saysInitialEvents">Whether <c>sendInitialEvents</c> is given, be it false.</param>
    public static Status? Check(ListQuery query, bool isWatch, bool saysInitialEvents)
    {
        if (query.ResourceVersionMatch.Length == 0 && !saysInitialEvents)
        {
            return null;
        }

        var faults = new List<FieldError>();
        if (isWatch)
        {
            CheckWatch(faults, query, saysInitialEvents);
        }
        else
        {
            CheckList(faults, query, saysInitialEvents);
        }

        return Failures.InvalidOptions("ListOptions", faults);
    }

    private static void CheckList(List<FieldError> faults, ListQuery query, bool saysInitialEvents)
    {
        if (query.ResourceVersionMatch is { Length: > 0 } match)
        {
            if (query.ResourceVersion.Length == 0)
            {
                faults.Add(Faults.Forbidden(Match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            if (query.Continue.Length > 0)
            {
                faults.Add(Faults.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
            }

            if (match is not ("Exact" or NotOlderThan))
            {
                faults.Add(Faults.NotSupported(Match, match, "Exact", NotOlderThan, ""));
            }

            if (match == "Exact" && query.ResourceVersion == "0")
            {
                faults.Add(Faults.Forbidden(Match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (saysInitialEvents)
        {
            faults.Add(Faults.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
    }

    private static void CheckWatch(List<FieldError> faults, ListQuery query, bool saysInitialEvents)
    {
        var match = query.ResourceVersionMatch;
        if (saysInitialEvents && match != NotOlderThan)
        {
            faults.Add(Faults.Forbidden(Match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (match.Length == 0)
        {
            return;
        }

        if (!saysInitialEvents)
        {
            faults.Add(Faults.Forbidden(Match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (match != NotOlderThan)
        {
            faults.Add(Faults.NotSupported(Match, match, NotOlderThan));
        }

        if (query.Continue.Length > 0)
        {
            faults.Add(Faults.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
        }
    }
}
