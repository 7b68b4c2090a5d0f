using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Pipeline;

/// <summary>
/// Reads a <see cref="RequestInfo"/> from method, path and query:
/// <c>/api/VERSION/...</c>, <c>/apis/GROUP/VERSION/...</c>, then
/// <c>[watch/][namespaces/NAMESPACE/]RESOURCE[/NAME[/SUBRESOURCE[/...]]]</c>.
/// </summary>
internal static class RequestInfoParser
{
    /// <summary>Reads the request.</summary>
    public static RequestInfo Parse(string method, string path, IQueryCollection query)
    {
        var plain = new RequestInfo { Path = path, Verb = LowerMethod(method) };
        var parts = path.Trim('/').Split('/');
        int at;
        string group;
        if (parts.Length >= 3 && parts[0] == "api")
        {
            (group, at) = ("", 1);
        }
        else if (parts.Length >= 4 && parts[0] == "apis")
        {
            (group, at) = (parts[1], 2);
        }
        else
        {
            return plain;
        }

        var version = parts[at++];
        if (parts[at - 1].Length == 0 || parts[at].Length == 0)
        {
            return plain;
        }

        var verb = method switch
        {
            "POST" => "create",
            "GET" or "HEAD" => "get",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ => "",
        };
        if (parts[at] == "watch" && parts.Length > at + 1)
        {
            // The old form of a watch: /api/v1/watch/pods.
            verb = "watch";
            at++;
        }

        var scope = "";
        if (parts[at] == "namespaces" && parts.Length > at + 1)
        {
            scope = parts[at + 1];
            // What follows a namespace is a resource in it, unless it is a subresource of the namespace itself.
            if (parts.Length > at + 2 && parts[at + 2] is not ("status" or "finalize"))
            {
                at += 2;
            }
        }

        if (parts.AsSpan(1, Math.Min(at + 3, parts.Length) - 1).Contains(""))
        {
            // An empty segment names nothing: it is not passed over, or /namespaces//NAME would mean another object.
            return plain;
        }

        var info = plain with
        {
            IsResourceRequest = true,
            Group = group,
            Version = version,
            Namespace = scope,
            Resource = parts[at],
            Name = parts.Length > at + 1 ? parts[at + 1] : "",
            Subresource = parts.Length > at + 2 ? parts[at + 2] : "",
            Rest = parts.Length > at + 3 ? RestOf(path, parts, at + 3) : "",
            Verb = verb,
        };
        return info.Name.Length == 0 ? OfCollection(info, query) : info;
    }

    private static RequestInfo OfCollection(RequestInfo info, IQueryCollection query)
    {
        if (info.Verb == "delete")
        {
            return info with { Verb = "deletecollection" };
        }

        if (info.Verb is not ("get" or "watch"))
        {
            return info;
        }

        var verb = info.Verb == "watch" || QueryFlag.IsSet(query, "watch") ? "watch" : "list";

        // A list of the one object of a name is authorised as access to that name.
        return FieldFilter.TryParse(query["fieldSelector"].ToString(), out var fields, out _) && fields.RequiredValue("metadata.name") is { } name
            ? info with { Verb = verb, Name = name }
            : info with { Verb = verb };
    }

    private static string RestOf(string path, string[] parts, int from)
    {
        var at = 0;
        for (var i = 0; i < from; i++)
        {
            at = path.IndexOf(parts[i], at, StringComparison.Ordinal) + parts[i].Length;
        }

        return path[at..].TrimStart('/');
    }

    private static string LowerMethod(string method) => method switch
    {
        "GET" => "get",
        "POST" => "post",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        "HEAD" => "head",
        "OPTIONS" => "options",
        _ => method.ToLowerInvariant(),
    };
}
