using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Reads the options of a request from its query.</summary>
internal static class QueryReader
{
    private static readonly GroupVersionKind DeleteOptionsKind = new("", "v1", "DeleteOptions");

    /// <summary>The options of a list, watch or collection delete.</summary>
    public static ApiResult<ListQuery> ListOptions(HttpContext http, string ns, bool isWatch)
    {
        var query = http.Request.Query;
        if (query.Count == 0)
        {
            return new ListQuery { Namespace = ns };
        }

        var unreadable = Number(query["timeoutSeconds"], out var timeout);
        unreadable = Number(query["limit"], out var limit) ?? unreadable;
        if (unreadable is not null)
        {
            return unreadable;
        }

        var read = new ListQuery
        {
            Namespace = ns,
            LabelSelector = query["labelSelector"].ToString(),
            FieldSelector = query["fieldSelector"].ToString(),
            ResourceVersion = query["resourceVersion"].ToString(),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            Limit = Math.Max(0, limit),
            Continue = query["continue"].ToString(),
            AllowBookmarks = QueryFlag.IsSet(query, "allowWatchBookmarks"),
            SendInitialEvents = QueryFlag.IsSet(query, "sendInitialEvents"),
            Timeout = timeout > 0 ? TimeSpan.FromSeconds(Math.Min(timeout, LongestSeconds)) : null,
        };
        return ListOptionsRules.Check(read, isWatch, query.ContainsKey("sendInitialEvents")) is { } refused ? refused : read;
    }

    /// <summary>The options of a delete: those of the body, or when there is none those of the query.</summary>
    public static async ValueTask<ApiResult<DeleteOptions>> DeleteOptionsAsync(HttpContext http)
    {
        var body = await BodyReader.ReadJsonAsync(http, DeleteOptionsKind.Kind, isOptional: true);
        if (!body.IsSuccess)
        {
            return body.Status;
        }

        return body.Value.Length > 0 ? OfBody(body.Value) : OfQuery(http.Request.Query);
    }

    private static ApiResult<DeleteOptions> OfBody(byte[] body)
    {
        // Options of a delete may name any group and version: clients send those of the object.
        if (ApiJson.TryPeekTypeMeta(body, out var apiVersion, out var kind) && kind.Length > 0 && kind != DeleteOptionsKind.Kind)
        {
            return BodyReader.WrongKind(new GroupVersionKind("", apiVersion, kind), DeleteOptionsKind);
        }

        return BodyReader.Decode<DeleteOptions>(body, DeleteOptionsKind);
    }

    private static ApiResult<DeleteOptions> OfQuery(IQueryCollection query)
    {
        if (Number(query["gracePeriodSeconds"], out var grace) is { } unreadable)
        {
            return unreadable;
        }

        return new DeleteOptions
        {
            GracePeriodSeconds = query.ContainsKey("gracePeriodSeconds") ? grace : null,
            PropagationPolicy = query["propagationPolicy"].ToString() is { Length: > 0 } policy ? policy : null,
            OrphanDependents = query.ContainsKey("orphanDependents") ? QueryFlag.IsSet(query, "orphanDependents") : null,
            DryRun = [.. query["dryRun"].Where(v => v is { Length: > 0 }).Select(v => v!)],
        };
    }

    // As many as clocks and timers take.
    private const long LongestSeconds = int.MaxValue / 1000;

    /// <summary>The refusal of a text that is no number, in the words of upstream; or null.</summary>
    private static Status? Number(string? text, out long value)
    {
        value = 0;
        if (string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return null;
        }

        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        var why = !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9') ? "value out of range" : "invalid syntax";
        return Failures.BadRequest($"strconv.ParseInt: parsing \"{text}\": {why}");
    }
}
