namespace Navarch.ApiServer.OpenApi;

/// <summary>The paths that are of no resource: discovery, version, token keys.</summary>
internal static class PlainPaths
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// <summary>The version, the token keys and the roots of discovery.</summary>
    public static IReadOnlyList<ApiPath> OfServer { get; } =
    [
        Get("/.well-known/openid-configuration/", "getServiceAccountIssuerOpenIDConfiguration", "WellKnown", "", "Tells who issues the tokens of service accounts."),
        Get("/api/", "getCoreAPIVersions", "core", Meta + "APIVersions", "Tells the versions of the core group."),
        Get("/apis/", "getAPIVersions", "apis", Meta + "APIGroupList", "Tells the groups and their versions."),
        Get("/openid/v1/jwks/", "getServiceAccountIssuerOpenIDKeyset", "openid", "", "Gives the keys with which tokens of service accounts are checked.", "application/jwk-set+json"),
        Get("/version/", "getCodeVersion", "version", SchemaNames.VersionInfo, "Tells the version of the server."),
    ];

    /// <summary>A group's own path.</summary>
    public static ApiPath OfGroup(string group) =>
        Get($"/apis/{group}/", $"get{OperationNames.Of(group)}APIGroup", OperationNames.TagOf(group, ""), Meta + "APIGroup", "Tells the versions of the group.");

    /// <summary>The path of a group version.</summary>
    public static ApiPath OfGroupVersion(GroupVersionKind any) => Get(
        $"/{OperationNames.RootOf(any)}/", $"get{OperationNames.Of(any.Group, any.Version)}APIResources", OperationNames.TagOf(any.Group, any.Version), Meta + "APIResourceList", "Tells the resources of the version.");

    private static ApiPath Get(string path, string id, string tag, string answer, string description, string mediaType = JsonResponse.MediaType) =>
        new(path, [new() { Method = "get", Id = id, Tag = tag, Description = description, Answer = answer, Produces = [mediaType] }]);
}
