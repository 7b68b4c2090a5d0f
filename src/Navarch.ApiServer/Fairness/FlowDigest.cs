namespace Navarch.ApiServer.Fairness;

/// <summary>What flow schemas look at.</summary>
/// <param name="User">Who asks.</param>
/// <param name="Verb">The API verb; of other paths the lower-case HTTP method.</param>
/// <param name="Path">The path of a request that is not for a resource.</param>
/// <param name="Group">The API group.</param>
/// <param name="Resource">The resource; empty for other paths.</param>
/// <param name="Subresource">The subresource, or empty.</param>
/// <param name="Namespace">The namespace, or empty.</param>
internal readonly record struct FlowDigest(UserInfo User, string Verb, string Path, string Group = "", string Resource = "", string Subresource = "", string Namespace = "")
{
    /// <summary>Whether a resource is asked for.</summary>
    public bool IsResource => Resource.Length > 0;
}
