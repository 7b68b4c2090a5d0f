using System.Collections.Frozen;

namespace Navarch.ApiServer.Authentication;

/// <summary>
/// Lets a user who may <c>impersonate</c> act as another: headers <c>Impersonate-User</c>, <c>-Group</c>, <c>-Uid</c>, <c>-Extra-*</c>.
/// </summary>
internal sealed class ImpersonationStage(IAuthorizer authorizer) : IStage
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        var headers = call.Http.Request.Headers;
        var name = headers[UserHeader].ToString();
        if (name.Length == 0)
        {
            return headers.ContainsKey(GroupHeader) || headers.ContainsKey(UidHeader)
                ? StatusResponse.WriteAsync(call.Http, Failures.BadRequest("requested impersonation of groups or a uid without impersonating a user"))
                : next(call);
        }

        var groups = headers[GroupHeader].Where(g => !string.IsNullOrEmpty(g)).Select(g => g!).ToList();
        var uid = headers[UidHeader].ToString();
        var extra = headers
            .Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .ToFrozenDictionary(
                h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..]).ToLowerInvariant(),
                h => h.Value.Select(v => v ?? "").ToValueList(),
                StringComparer.Ordinal);

        foreach (var check in Checks(name, groups, uid, extra))
        {
            if (authorizer.Authorize(call.User, check) is { Allowed: false } decision)
            {
                return StatusResponse.WriteAsync(call.Http, Failures.Forbidden(call.User, check, decision.Reason));
            }
        }

        call.User = Target(name, groups) with { Uid = uid, Extra = extra };
        return next(call);
    }

    private static UserInfo Target(string name, List<string> groups)
    {
        if (name == UserInfo.Anonymous.Name)
        {
            return UserInfo.Anonymous;
        }

        var parts = name.Split(':');
        return parts is ["system", "serviceaccount", _, _] && groups.Count == 0
            ? UserInfo.ServiceAccount(parts[2], parts[3])
            : UserInfo.Authenticated(name, groups);
    }

    private static IEnumerable<AccessRequest> Checks(string name, List<string> groups, string uid, FrozenDictionary<string, ValueList<string>> extra)
    {
        var parts = name.Split(':');
        yield return parts is ["system", "serviceaccount", _, _]
            ? Impersonate("", "serviceaccounts", parts[3]) with { Namespace = parts[2] }
            : Impersonate("", "users", name);
        foreach (var group in groups)
        {
            yield return Impersonate("", "groups", group);
        }

        if (uid.Length > 0)
        {
            yield return Impersonate("authentication.k8s.io", "uids", uid);
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in (IEnumerable<string>)values)
            {
                yield return Impersonate("authentication.k8s.io", "userextras", value) with { Subresource = key };
            }
        }
    }

    private static AccessRequest Impersonate(string group, string resource, string name) =>
        new() { Verb = "impersonate", Group = group, Version = "v1", Resource = resource, Name = name };
}
