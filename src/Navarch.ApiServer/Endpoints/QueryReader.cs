using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Reads the options of a request from its query.</summary>
internal static class QueryReader
{
    /// <summary>The options of a list, watch or collection delete.</summary>
    public static ApiResult<ListQuery> ListOptions(HttpContext http, string ns)
    {
        var query = http.Request.Query;
        if (query.Count == 0)
        {
            return new ListQuery { Namespace = ns };
        }

        if (!TryNumber(query["limit"], out var limit) || !TryNumber(query["timeoutSeconds"], out var timeout))
        {
            return Failures.BadRequest("limit and timeoutSeconds must be numbers");
        }

        return new ListQuery
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
            Timeout = timeout > 0 ? TimeSpan.FromSeconds(timeout) : null,
        };
    }

    /// <summary>Whether nothing may be kept; the only value is <c>All</c>.</summary>
    public static ApiResult<bool> DryRun(HttpContext http) => http.Request.Query["dryRun"].ToString() switch
    {
        "" => false,
        "All" => true,
        var other => Failures.BadRequest($"dryRun: Unsupported value: \"{other}\": supported values: \"All\""),
    };

    /// <summary>The options of a delete: the query's, overridden by the body's.</summary>
    public static async ValueTask<ApiResult<DeleteOptions>> DeleteOptionsAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var body = await BodyReader.ReadJsonAsync(http);
        if (!body.IsSuccess)
        {
            return body.Status;
        }

        if (body.Value.Length > 0)
        {
            var read = BodyReader.Decode<DeleteOptions>(body.Value, new GroupVersionKind("", "v1", "DeleteOptions"));
            return read.IsSuccess && read.Value.GracePeriodSeconds < 0
                ? Failures.BadRequest("gracePeriodSeconds must not be negative")
                : read;
        }

        if (!TryNumber(query["gracePeriodSeconds"], out var grace))
        {
            return Failures.BadRequest("gracePeriodSeconds must be a number");
        }

        return new DeleteOptions
        {
            GracePeriodSeconds = query.ContainsKey("gracePeriodSeconds") ? grace : null,
            PropagationPolicy = query["propagationPolicy"].ToString() is { Length: > 0 } policy ? policy : null,
            OrphanDependents = query.ContainsKey("orphanDependents") ? QueryFlag.IsSet(query, "orphanDependents") : null,
        };
    }

    private static bool TryNumber(string? text, out long value)
    {
        value = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, out value);
    }
}
