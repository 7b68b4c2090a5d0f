namespace Navarch.Api;

/// <summary>Names a resource of the REST API: the group (empty for core), the version and the lower-case plural.</summary>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    /// <summary>The group and version as in <c>apiVersion</c>: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
