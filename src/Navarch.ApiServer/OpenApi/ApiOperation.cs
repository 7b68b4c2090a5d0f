namespace Navarch.ApiServer.OpenApi;

/// <summary>A parameter of an operation, in its path or query.</summary>
/// <param name="Name">The name.</param>
/// <param name="In"><c>path</c> or <c>query</c>.</param>
/// <param name="Type">The type of its value: <c>string</c>, <c>boolean</c>, <c>integer</c>.</param>
/// <param name="Description">A sentence for people.</param>
internal sealed record ApiParameter(string Name, string In, string Type, string Description);

/// <summary>What a client may send to a path with one method.</summary>
internal sealed record ApiOperation
{
    /// <summary>The method in small letters: <c>get</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The name by which generated clients call it: <c>listCoreV1NamespacedPod</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The group of operations it belongs to: <c>core_v1</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>What it does to a resource (<c>list</c>, <c>connect</c>); empty when it is of no resource.</summary>
    public string Action { get; init; } = "";

    /// <summary>The kind it is about; null when it is of no resource.</summary>
    public GroupVersionKind? Kind { get; init; }

    /// <summary>The parameters in path and query.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The schema of the body; empty when there is none.</summary>
    public string Body { get; init; } = "";

    /// <summary>Whether the body must be there.</summary>
    public bool RequiresBody { get; init; } = true;

    /// <summary>The codes of its good answers.</summary>
    public IReadOnlyList<int> Codes { get; init; } = [200];

    /// <summary>The schema of its good answers; empty for text.</summary>
    public string Answer { get; init; } = "";

    /// <summary>The media types of bodies that are read.</summary>
    public IReadOnlyList<string> Consumes { get; init; } = [];

    /// <summary>The media types of answers.</summary>
    public IReadOnlyList<string> Produces { get; init; } = [];
}
