using Navarch.Api.Structure;

namespace Navarch.ApiServer.OpenApi;

/// <summary>The parameters operations have in common. Those of the query are the fields of the schema's option types.</summary>
internal static class ApiParameters
{
    // What alpha gates of upstream guard and this server does not act on.
    private static readonly HashSet<string> NotServed = new(StringComparer.Ordinal) { "shardSelector", "ignoreStoreReadErrorWithClusterBreakingPotential" };

    /// <summary>The namespace in the path.</summary>
    public static readonly ApiParameter Namespace = new("namespace", "path", "string", "The namespace of the objects.");

    /// <summary>What follows <c>proxy/</c> in the path.</summary>
    public static readonly ApiParameter ProxyPath = new("path", "path", "string", "The path at the other side.");

    /// <summary>The parameters of lists and watches.</summary>
    public static readonly IReadOnlyList<ApiParameter> List = Of("meta.v1.ListOptions");

    /// <summary>The parameters of creating.</summary>
    public static readonly IReadOnlyList<ApiParameter> Create = Of("meta.v1.CreateOptions");

    /// <summary>The parameters of replacing.</summary>
    public static readonly IReadOnlyList<ApiParameter> Update = Of("meta.v1.UpdateOptions");

    /// <summary>The parameters of patching.</summary>
    public static readonly IReadOnlyList<ApiParameter> Patch = Of("meta.v1.PatchOptions");

    /// <summary>The parameters of deleting one object.</summary>
    public static readonly IReadOnlyList<ApiParameter> Delete = Of("meta.v1.DeleteOptions");

    /// <summary>The parameters of deleting a collection.</summary>
    public static readonly IReadOnlyList<ApiParameter> DeleteCollection =
        [.. Delete, .. List.Where(p => p.Name is not ("watch" or "allowWatchBookmarks"))];

    /// <summary>The name in the path.</summary>
    public static ApiParameter NameOf(string kind) => new("name", "path", "string", $"The name of the {kind}.");

    /// <summary>The fields of an option type that a query can hold.</summary>
    public static IReadOnlyList<ApiParameter> Of(string structure) =>
    [
        .. from field in TypeStructure.Get(structure).Fields
           let type = TypeOf(field.Type)
           where type.Length > 0 && !NotServed.Contains(field.Name)
           select new ApiParameter(field.Name, "query", type, field.Description),
    ];

    private static string TypeOf(Api.Structure.FieldType type) => type.Shape switch
    {
        TypeShape.List => TypeOf(type.Element!),
        TypeShape.Scalar => type.Scalar switch
        {
            "string" => "string",
            "bool" => "boolean",
            "int32" or "int64" => "integer",
            _ => "",
        },
        _ => "",
    };
}
