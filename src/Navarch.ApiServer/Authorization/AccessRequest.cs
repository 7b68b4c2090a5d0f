namespace Navarch.ApiServer.Authorization;

/// <summary>What somebody wants to do.</summary>
public sealed record AccessRequest
{
    /// <summary>The API verb; of paths outside the API the lower-case HTTP method.</summary>
    public required string Verb { get; init; }

    /// <summary>The path of a request that is not for a resource; empty for resources.</summary>
    public string Path { get; init; } = "";

    /// <summary>The API group.</summary>
    public string Group { get; init; } = "";

    /// <summary>The API version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The resource (lower-case plural); empty for paths outside the API.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace, or empty.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether a resource is asked for.</summary>
    public bool IsResource => Resource.Length > 0;
}

/// <summary>An authorizer's answer.</summary>
/// <param name="Allowed">Whether the user may.</param>
/// <param name="Reason">Why, for people; may be empty.</param>
public readonly record struct AccessDecision(bool Allowed, string Reason);
