namespace Navarch.ApiServer.Pipeline;

/// <summary>What a request asks for, read from its method, path and query alone.</summary>
internal sealed record RequestInfo
{
    /// <summary>Whether the path names a resource of the API (and not discovery, health, ...).</summary>
    public bool IsResourceRequest { get; init; }

    /// <summary>The path as sent, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The API verb (get, list, watch, create, ...) of a resource request; the lower-case HTTP method otherwise.</summary>
    public required string Verb { get; init; }

    /// <summary>The API group; empty for core.</summary>
    public string Group { get; init; } = "";

    /// <summary>The API version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The namespace; empty for cluster-scoped requests and for lists over all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The resource: the lower-case plural.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The object's name, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>What follows the subresource in the path (of <c>proxy</c>), without its leading slash.</summary>
    public string Rest { get; init; } = "";

    /// <summary>Whether the request stays open for as long as the client likes: it is exempt from limits in flight.</summary>
    public bool IsLongRunning =>
        IsResourceRequest && (Verb == "watch" || Subresource is "exec" or "attach" or "portforward" or "log" or "proxy");

    /// <summary>Whether the request only reads.</summary>
    public bool IsReadOnly => Verb is "get" or "list" or "watch" or "head" or "options";
}
