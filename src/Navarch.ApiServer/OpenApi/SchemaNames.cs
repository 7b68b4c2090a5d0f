namespace Navarch.ApiServer.OpenApi;

/// <summary>The names under which OpenAPI knows the schema's types.</summary>
internal static class SchemaNames
{
    /// <summary>The name of a type given by its name in the schema: <c>core.v1.PodSpec</c>.</summary>
    public static string Of(string structureName)
    {
        var group = structureName[..structureName.IndexOf('.', StringComparison.Ordinal)];
        var rest = structureName[(group.Length + 1)..];
        return group switch
        {
            "meta" => $"io.k8s.apimachinery.pkg.apis.meta.{rest}",
            "apiextensions" => $"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.{rest}",
            "apiregistration" => $"io.k8s.kube-aggregator.pkg.apis.apiregistration.{rest}",
            _ => $"io.k8s.api.{group}.{rest}",
        };
    }
}
