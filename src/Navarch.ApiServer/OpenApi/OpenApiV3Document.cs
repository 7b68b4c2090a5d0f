using System.Text.Json;
using Navarch.ApiServer.Discovery;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Makes the OpenAPI version 3 document of one group version: its paths with their operations, and the schemas of its kinds.</summary>
internal static class OpenApiV3Document
{
    private const string Reference = "#/components/schemas/";

    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];

    /// <summary>The document.</summary>
    public static byte[] Of(string root, IReadOnlyList<ServedResource> resources) => DiscoveryDocuments.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.0.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Kubernetes");
        writer.WriteString("version", VersionHandler.GitVersion);
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var resource in resources)
        {
            WritePaths(writer, root, resource);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        var schemas = new SchemaWriter(writer, Reference, wrapsReferences: true);
        foreach (var resource in resources.Where(r => r.Kind.Verbs.Contains("list", StringComparer.Ordinal)))
        {
            schemas.WriteList(resource.Kind);
        }

        schemas.Write(resources.Select(r => r.Kind));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void WritePaths(Utf8JsonWriter writer, string root, ServedResource resource)
    {
        var path = resource.IsNamespaced ? $"/{root}/namespaces/{{namespace}}/{resource.Name}" : $"/{root}/{resource.Name}";
        var verbs = resource.Kind.Verbs;
        writer.WriteStartObject(path);
        WriteOperation(writer, resource, "get", "list", verbs.Contains("list", StringComparer.Ordinal));
        WriteOperation(writer, resource, "post", "post", verbs.Contains("create", StringComparer.Ordinal));
        WriteOperation(writer, resource, "delete", "deletecollection", verbs.Contains("deletecollection", StringComparer.Ordinal));
        writer.WriteEndObject();
        writer.WriteStartObject(path + "/{name}");
        WriteOperation(writer, resource, "get", "get", verbs.Contains("get", StringComparer.Ordinal));
        WriteOperation(writer, resource, "put", "put", verbs.Contains("update", StringComparer.Ordinal));
        WriteOperation(writer, resource, "patch", "patch", verbs.Contains("patch", StringComparer.Ordinal));
        WriteOperation(writer, resource, "delete", "delete", verbs.Contains("delete", StringComparer.Ordinal));
        writer.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter writer, ServedResource resource, string method, string action, bool served)
    {
        if (!served)
        {
            return;
        }

        var gvk = resource.Kind.GroupVersionKind;
        writer.WriteStartObject(method);
        writer.WriteString("operationId", $"{action}{gvk.Group.Replace(".", "", StringComparison.Ordinal)}{gvk.Version}{gvk.Kind}");
        if (method is "post" or "put" or "patch")
        {
            writer.WriteStartArray("parameters");
            foreach (var parameter in WriteParameters)
            {
                writer.WriteStartObject();
                writer.WriteString("name", parameter);
                writer.WriteString("in", "query");
                writer.WriteStartObject("schema");
                writer.WriteString("type", "string");
                writer.WriteBoolean("uniqueItems", true);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", "OK");
        writer.WriteStartObject("content");
        writer.WriteStartObject("application/json");
        writer.WriteStartObject("schema");
        writer.WriteString("$ref", Reference + SchemaNames.Of(resource.Kind.StructureName) + (action == "list" ? "List" : ""));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteString("x-kubernetes-action", action);
        writer.WritePropertyName("x-kubernetes-group-version-kind");
        SchemaWriter.WriteKind(writer, gvk);
        writer.WriteEndObject();
    }
}
