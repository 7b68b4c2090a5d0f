namespace Navarch.ApiServer.OpenApi;

/// <summary>How operations name groups and versions.</summary>
internal static class OperationNames
{
    /// <summary>The path of a group version without its slash: <c>api/v1</c>, <c>apis/apps/v1</c>.</summary>
    public static string RootOf(GroupVersionKind kind) => kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}";

    /// <summary>The part of operation names: <c>CoreV1</c>, <c>RbacAuthorizationV1</c>; without a version <c>RbacAuthorization</c>.</summary>
    public static string Of(string group, string version = "")
    {
        var tag = TagOf(group, "");
        return $"{char.ToUpperInvariant(tag[0])}{tag[1..]}{(version.Length > 0 ? $"{char.ToUpperInvariant(version[0])}{version[1..]}" : "")}";
    }

    /// <summary>The tag of operations: <c>core_v1</c>, <c>rbacAuthorization_v1</c>; without a version <c>rbacAuthorization</c>.</summary>
    public static string TagOf(string group, string version)
    {
        var words = (group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group[..^".k8s.io".Length] : group).Split('.');
        var name = group.Length == 0 ? "core" : string.Concat(words.Select((w, i) => i == 0 ? w : $"{char.ToUpperInvariant(w[0])}{w[1..]}"));
        return version.Length > 0 ? $"{name}_{version}" : name;
    }
}
