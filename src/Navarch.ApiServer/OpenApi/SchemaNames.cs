namespace Navarch.ApiServer.OpenApi;

/// <summary>The names under which OpenAPI knows types.</summary>
internal static class SchemaNames
{
    private const string Machinery = "io.k8s.apimachinery.pkg.";
    private const string Meta = Machinery + "apis.meta.v1.";
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.";

    /// <summary>A moment, to the second.</summary>
    public const string Time = Meta + "Time";

    /// <summary>A moment, to the microsecond.</summary>
    public const string MicroTime = Meta + "MicroTime";

    /// <summary>An amount with a unit.</summary>
    public const string Quantity = Machinery + "api.resource.Quantity";

    /// <summary>A number or a text.</summary>
    public const string IntOrString = Machinery + "util.intstr.IntOrString";

    /// <summary>The set of fields somebody owns.</summary>
    public const string FieldsV1 = Meta + "FieldsV1";

    /// <summary>An object of any kind.</summary>
    public const string RawExtension = Machinery + "runtime.RawExtension";

    /// <summary>Any JSON value.</summary>
    public const string Json = Extensions + "v1.JSON";

    /// <summary>The body of a patch.</summary>
    public const string Patch = Meta + "Patch";

    /// <summary>A frame of a watch.</summary>
    public const string WatchEvent = Meta + "WatchEvent";

    /// <summary>The answer of <c>/version</c>.</summary>
    public const string VersionInfo = Machinery + "version.Info";

    /// <summary>How to delete.</summary>
    public const string DeleteOptions = Meta + "DeleteOptions";

    /// <summary>What became of a request.</summary>
    public const string Status = Meta + "Status";

    /// <summary>What a list says of itself.</summary>
    public const string ListMeta = Meta + "ListMeta";

    /// <summary>The name of a type given by its name in the schema: <c>core.v1.PodSpec</c>.</summary>
    public static string Of(string structureName)
    {
        var group = structureName[..structureName.IndexOf('.', StringComparison.Ordinal)];
        var rest = structureName[(group.Length + 1)..];
        return group switch
        {
            "meta" => $"{Machinery}apis.meta.{rest}",
            "apiextensions" => Extensions + rest,
            "metrics" => $"io.k8s.metrics.pkg.apis.metrics.{rest}",
            "apiregistration" => $"io.k8s.kube-aggregator.pkg.apis.apiregistration.{rest}",
            _ => $"io.k8s.api.{group}.{rest}",
        };
    }

    /// <summary>The name of the list of a kind.</summary>
    public static string ListOf(KindInfo kind) => Of(kind.StructureName) + "List";
}
