using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Navarch.Node.Server.Logs;

/// <summary>Which part of a container's log is wanted, and in what form.</summary>
public sealed record LogQuery
{
    /// <summary>Go on with what is written from now on, until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Of the instance before the latest.</summary>
    public bool Previous { get; init; }

    /// <summary>Each line preceded by its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Only the last so many lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Stop after so many bytes; null for no limit.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Only lines written at or after this time; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary><c>stdout</c> or <c>stderr</c>; null for both.</summary>
    public string? Stream { get; init; }

    /// <summary>Reads the parameters that the API gives for logs (<c>PodLogOptions</c>).</summary>
    /// <param name="query">The request's parameters.</param>
    /// <param name="now">The time from which <c>sinceSeconds</c> counts back.</param>
    /// <param name="problem">What is wrong, when the result is null.</param>
    public static LogQuery? Parse(IQueryCollection query, DateTimeOffset now, out string? problem)
    {
        problem = null;
        DateTimeOffset? since = null;
        if (Number(query, "sinceSeconds", 1, ref problem) is { } seconds)
        {
            since = now.AddSeconds(-seconds);
        }
        if ((string?)query["sinceTime"] is { Length: > 0 } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                problem = $"sinceTime: {text} is not a time";
            }
            since = time;
        }
        var stream = (string?)query["stream"];
        var result = new LogQuery
        {
            Follow = IsSet(query, "follow"),
            Previous = IsSet(query, "previous"),
            Timestamps = IsSet(query, "timestamps"),
            TailLines = Number(query, "tailLines", 0, ref problem),
            LimitBytes = Number(query, "limitBytes", 1, ref problem),
            Since = since,
            Stream = stream switch { "Stdout" or "stdout" => "stdout", "Stderr" or "stderr" => "stderr", _ => null },
        };
        return problem is null ? result : null;
    }

    private static bool IsSet(IQueryCollection query, string name) => (string?)query[name] is "true" or "1" or "True";

    private static long? Number(IQueryCollection query, string name, long least, ref string? problem)
    {
        if ((string?)query[name] is not { Length: > 0 } text)
        {
            return null;
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }
        problem = $"{name}: must be a number of at least {least}, not {text}";
        return null;
    }
}
