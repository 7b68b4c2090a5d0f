using Navarch.Api.Validation;
using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Responses;

/// <summary>Every refusal of the API, with upstream's reason, code and wording: the one place where they are made.</summary>
internal static class Failures
{
    /// <summary>What a conflicting update is told.</summary>
    public const string Modified = "the object has been modified; please apply your changes to the latest version and try again";

    /// <summary>What a request is told that the server cannot take now.</summary>
    public const string Overloaded = "Too many requests, please try again later.";

    /// <summary>404: no such object.</summary>
    public static Status NotFound(KindInfo kind, string name) =>
        Of(404, "NotFound", $"{Qualified(kind)} \"{name}\" not found", DetailsOf(kind, name));

    /// <summary>404: no such resource.</summary>
    public static Status NoSuchResource() =>
        Of(404, "NotFound", "the server could not find the requested resource", new StatusDetails());

    /// <summary>409: the name is taken.</summary>
    public static Status AlreadyExists(KindInfo kind, string name) =>
        Of(409, "AlreadyExists", $"{Qualified(kind)} \"{name}\" already exists", DetailsOf(kind, name));

    /// <summary>409: every name generated is taken.</summary>
    public static Status NoNameGenerated(KindInfo kind, string name) => Of(
        409,
        "AlreadyExists",
        $"{Qualified(kind)} \"{name}\" already exists, the server was not able to generate a unique name for the object",
        DetailsOf(kind, name) with { RetryAfterSeconds = 1 });

    /// <summary>409: the object is not what the caller takes it for.</summary>
    public static Status Conflict(KindInfo kind, string name, string why) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {Qualified(kind)} \"{name}\": {why}", DetailsOf(kind, name));

    /// <summary>409: the object is not what the caller takes it for, said of a subresource.</summary>
    public static Status Conflict(string resource, string name, string why) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {why}", new StatusDetails { Name = name, Kind = resource });

    /// <summary>409: an apply changes what others own; a cause for each field.</summary>
    public static Status ApplyConflict(IReadOnlyList<(FieldOwner Owner, FieldSet Fields)> conflicts)
    {
        var all = conflicts.OrderBy(c => c.Owner.Shown, StringComparer.Ordinal).Select(c => (c.Owner.Shown, Paths: c.Fields.Paths().ToList())).ToList();
        var count = all.Sum(c => c.Paths.Count);
        var text = count == 1
            ? $"Apply failed with 1 conflict: conflict with {all[0].Shown}: {all[0].Paths[0]}"
            : $"Apply failed with {count} conflicts: {string.Join("\n", all.Select(c => $"conflicts with {c.Shown}:\n- {string.Join("\n- ", c.Paths)}"))}";
        return Of(409, "Conflict", text, new StatusDetails
        {
            Causes = all.SelectMany(c => c.Paths.Select(path => new StatusCause { Type = "FieldManagerConflict", Message = $"conflict with {c.Shown}", Field = path })).ToValueList(),
        });
    }

    /// <summary>400: the request makes no sense.</summary>
    public static Status BadRequest(string message) => Of(400, "BadRequest", message);

    /// <summary>401: the credentials are not valid.</summary>
    public static Status Unauthorized() => Of(401, "Unauthorized", "Unauthorized");

    /// <summary>403: the user may not do this.</summary>
    public static Status Forbidden(UserInfo user, AccessRequest request, string why)
    {
        var reason = why.Length > 0 ? $": {why}" : "";
        if (!request.IsResource)
        {
            return Of(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {request.Verb} path \"{request.Path}\"{reason}", new StatusDetails());
        }

        var resource = request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource;
        var where = request.Namespace.Length > 0 ? $"in the namespace \"{request.Namespace}\"" : "at the cluster scope";
        return Forbidden(
            request.Group,
            request.Resource,
            request.Name,
            $"User \"{user.Name}\" cannot {request.Verb} resource \"{resource}\" in API group \"{request.Group}\" {where}{reason}");
    }

    /// <summary>403: admission refuses the object.</summary>
    public static Status Forbidden(KindInfo kind, string name, string why) =>
        Forbidden(kind.GroupVersionResource.Group, kind.GroupVersionResource.Resource, name, why);

    /// <summary>405: the resource does not have this verb.</summary>
    public static Status MethodNotAllowed() =>
        Of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new StatusDetails());

    /// <summary>406: no representation the client accepts.</summary>
    public static Status NotAcceptable(params IEnumerable<string> offered) =>
        Of(406, "NotAcceptable", $"only the following media types are accepted: {string.Join(", ", offered)}");

    /// <summary>410: the history asked for is gone.</summary>
    public static Status Expired(string message) => Of(410, "Expired", message);

    /// <summary>413: the body is too large.</summary>
    public static Status RequestEntityTooLarge(string message) =>
        Of(413, "RequestEntityTooLarge", $"Request entity too large: {message}");

    /// <summary>415: the body is in a format that is not read here.</summary>
    public static Status UnsupportedMediaType(params IEnumerable<string> accepted) =>
        Of(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    /// <summary>422: the object breaks the rules of its kind.</summary>
    public static Status Invalid(KindInfo kind, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(kind.GroupVersionKind.Group, kind.GroupVersionKind.Kind, name, errors);

    /// <summary>422: options of the request are not allowed so; null when there is no fault.</summary>
    public static Status? InvalidOptions(string kind, IReadOnlyList<FieldError> errors) => errors.Count == 0 ? null : Invalid("meta.k8s.io", kind, "", errors);

    /// <summary>422: what a patch makes of the object cannot be read.</summary>
    public static Status InvalidPatch(string result, string why)
    {
        var error = Faults.Invalid("patch", result, why);
        return Of(422, "Invalid", $" \"\" is invalid: {error}", new StatusDetails { Causes = [error.ToCause()] });
    }

    /// <summary>422: a patch does not apply.</summary>
    public static Status Unprocessable(string message) =>
        Of(422, "Invalid", $"the server rejected our request due to an error in our request: {message}", new StatusDetails());

    /// <summary>429: later.</summary>
    public static Status TooManyRequests(string message, int retryAfterSeconds) =>
        Of(429, "TooManyRequests", message, new StatusDetails { RetryAfterSeconds = retryAfterSeconds });

    /// <summary>500: our fault.</summary>
    public static Status InternalError(string message) => Of(500, "InternalError", $"Internal error occurred: {message}", new StatusDetails
    {
        Causes = [new StatusCause { Message = message }],
    });

    /// <summary>503: cannot now.</summary>
    public static Status ServiceUnavailable(string message) => Of(503, "ServiceUnavailable", message, new StatusDetails { RetryAfterSeconds = 1 });

    /// <summary>What a node refused, in its own words.</summary>
    public static Status FromNode(int code, string message) => Of(
        code,
        code switch { 400 => "BadRequest", 401 => "Unauthorized", 403 => "Forbidden", 404 => "NotFound", 409 => "Conflict", _ => "InternalError" },
        message.Length > 0 ? message : $"the node answered {code}");

    /// <summary>504: it took too long.</summary>
    public static Status Timeout(string message) => Of(504, "Timeout", $"Timeout: {message}", new StatusDetails());

    /// <summary>504: a resource version of the future.</summary>
    public static Status TooLargeResourceVersion(long asked, long current) =>
        Of(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}", new StatusDetails
        {
            Causes = [new StatusCause { Type = "ResourceVersionTooLarge", Message = "Too large resource version" }],
            RetryAfterSeconds = 1,
        });

    /// <summary>200: done, with nothing else to tell.</summary>
    public static Status Success(KindInfo kind, string name, string uid) => new()
    {
        Outcome = "Success",
        Details = DetailsOf(kind, name) with { UID = uid },
    };

    /// <summary>The resource as messages name it: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public static string Qualified(KindInfo kind) => Qualified(kind.GroupVersionResource.Group, kind.GroupVersionResource.Resource);

    private static Status Forbidden(string group, string resource, string name, string why) => Of(
        403,
        "Forbidden",
        name.Length > 0 ? $"{Qualified(group, resource)} \"{name}\" is forbidden: {why}" : $"{Qualified(group, resource)} is forbidden: {why}",
        new StatusDetails { Name = name, Group = group, Kind = resource });

    private static Status Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var list = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return Of(422, "Invalid", $"{Qualified(group, kind)} \"{name}\" is invalid: {list}", new StatusDetails
        {
            Name = name,
            Group = group,
            Kind = kind,
            Causes = errors.Select(e => e.ToCause()).ToValueList(),
        });
    }

    private static string Qualified(string group, string resource) => group.Length > 0 ? $"{resource}.{group}" : resource;

    private static StatusDetails DetailsOf(KindInfo kind, string name) => new()
    {
        Name = name,
        Group = kind.GroupVersionResource.Group,
        Kind = kind.GroupVersionResource.Resource,
    };

    private static Status Of(int code, string reason, string message, StatusDetails? details = null) =>
        new() { Outcome = "Failure", Code = code, Reason = reason, Message = message, Details = details };
}
