namespace Navarch.ApiServer.Endpoints;

/// <summary>Which endpoint answers which verb and subresource: the routes of the API on one page.</summary>
internal sealed class EndpointTable
{
    private readonly Dictionary<string, IEndpoint> byVerb = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IEndpoint> bySubresource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IEndpoint> byKind = new(StringComparer.Ordinal);

    /// <summary>Answers a verb of objects, and of subresources that are parts of the object.</summary>
    public EndpointTable Verb(IEndpoint endpoint, params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
        {
            byVerb[verb] = endpoint;
        }

        return this;
    }

    /// <summary>Answers a subresource with a body or protocol of its own; <paramref name="path"/> is <c>resource/subresource</c> or, for any resource, <c>*/subresource</c>.</summary>
    public EndpointTable Subresource(string path, IEndpoint endpoint)
    {
        bySubresource[path] = endpoint;
        return this;
    }

    /// <summary>Answers a kind that is never stored.</summary>
    public EndpointTable Kind(IEndpoint endpoint, params ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
        {
            byKind[kind] = endpoint;
        }

        return this;
    }

    /// <summary>The endpoint of a call whose verb the resource has; null when nothing answers it yet.</summary>
    public IEndpoint? Find(ServedResource resource, RequestInfo info)
    {
        if (info.Subresource.Length > 0)
        {
            return bySubresource.GetValueOrDefault($"{resource.Name}/{info.Subresource}")
                ?? bySubresource.GetValueOrDefault($"*/{info.Subresource}")
                ?? (PartOfObject(resource, info.Subresource) ? byVerb.GetValueOrDefault(info.Verb) : null);
        }

        return byKind.GetValueOrDefault(resource.Kind.Kind) ?? byVerb.GetValueOrDefault(info.Verb);
    }

    private static bool PartOfObject(ServedResource resource, string subresource) =>
        resource.Kind.Subresource(subresource)?.GroupVersionKind == resource.Kind.GroupVersionKind
        && subresource is not ("log" or "proxy" or "exec" or "attach" or "portforward");
}
