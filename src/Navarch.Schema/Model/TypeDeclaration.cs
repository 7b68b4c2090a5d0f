namespace Navarch.Schema.Model;

/// <summary>What a declared type is.</summary>
internal enum DeclarationKind
{
    /// <summary>Has apiVersion, kind and object metadata.</summary>
    Kind,

    /// <summary>Has apiVersion and kind, but no object metadata.</summary>
    Object,

    /// <summary>Part of something else.</summary>
    Type,

    /// <summary>Only ever included into other types: gets no record.</summary>
    Mixin,

    /// <summary>Written by hand in Navarch.Api.</summary>
    Custom,
}

/// <summary>A subresource of a kind: <c>/ name verbs [Kind]</c>.</summary>
/// <param name="Name">The last segment of its path.</param>
/// <param name="Verbs">The verbs it serves.</param>
/// <param name="Kind">The type of its body when that is not the kind itself; empty otherwise.</param>
internal sealed record SubresourceDeclaration(string Name, IReadOnlyList<string> Verbs, string Kind);

/// <summary>A type of a group-version with its fields.</summary>
internal sealed record TypeDeclaration
{
    /// <summary>Where it is written.</summary>
    public required SourceLine Source { get; init; }

    /// <summary>What it is.</summary>
    public required DeclarationKind Kind { get; init; }

    /// <summary>The name, as in the API.</summary>
    public required string Name { get; init; }

    /// <summary>The group's folder: <c>core</c>, <c>rbac</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>The version: <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The lower-case plural; empty when the kind is not served by itself.</summary>
    public string Plural { get; init; } = "";

    /// <summary>Whether objects of the kind live in namespaces.</summary>
    public bool Namespaced { get; init; }

    /// <summary>Short names for people.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The verbs of the resource.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Whether server-side apply replaces it as a whole.</summary>
    public bool Atomic { get; init; }

    /// <summary>A short sentence for people; empty when there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The subresources in the order written.</summary>
    public List<SubresourceDeclaration> Subresources { get; } = [];

    /// <summary>The fields in the order of the JSON output.</summary>
    public List<FieldDeclaration> Fields { get; } = [];

    /// <summary>The name that is unique in the schema: <c>core.v1.Pod</c>.</summary>
    public string FullName => $"{Directory}.{Version}.{Name}";

    /// <summary>Whether it begins with apiVersion and kind.</summary>
    public bool HasTypeMeta => Kind is DeclarationKind.Kind or DeclarationKind.Object;
}
