using System.Text.Json;
using Navarch.ApiServer.Discovery;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes the OpenAPI document of version 2: every path and every type of the API.</summary>
internal static class OpenApiV2Document
{
    /// <summary>Writes the document of these parts of the API.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<OpenApiSource> sources)
    {
        var schemas = new SchemaWriter(
            writer, OpenApiVersion.V2, sources.SelectMany(s => s.Schemas).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal));
        var paths = sources.SelectMany(s => s.Paths).OrderBy(p => p.Path, StringComparer.Ordinal).ToList();
        var shared = SharedParameters(paths);
        writer.WriteStartObject();
        writer.WriteString("swagger", "2.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Kubernetes");
        writer.WriteString("version", VersionHandler.GitVersion);
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var path in paths)
        {
            WritePath(writer, schemas, shared, path);
            OpenApiOperations.Pass(writer);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("definitions");
        schemas.WriteNeeded();
        writer.WriteEndObject();
        writer.WriteStartObject("parameters");
        foreach (var (parameter, name) in shared)
        {
            writer.WritePropertyName(name);
            WriteParameter(writer, parameter);
        }

        writer.WriteEndObject();
        WriteSecurity(writer);
        writer.WriteEndObject();
    }

    // A parameter that many paths have stands once. Equal names of different parameters get numbers.
    private static Dictionary<ApiParameter, string> SharedParameters(List<ApiPath> paths)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        return paths
            .SelectMany(path => path.SharedParameters.Concat(path.Operations.SelectMany(path.OwnParameters)))
            .CountBy(p => p)
            .Where(c => c.Value > 1)
            .OrderBy(c => c.Key.Name, StringComparer.Ordinal).ThenBy(c => c.Key.Description, StringComparer.Ordinal)
            .ToDictionary(c => c.Key, c =>
            {
                var number = names[c.Key.Name] = names.GetValueOrDefault(c.Key.Name) + 1;
                return number == 1 ? c.Key.Name : $"{c.Key.Name}-{number}";
            });
    }

    private static void WritePath(Utf8JsonWriter writer, SchemaWriter schemas, Dictionary<ApiParameter, string> shared, ApiPath path)
    {
        writer.WriteStartObject(path.Path);
        foreach (var operation in path.Operations)
        {
            WriteOperation(writer, schemas, shared, path, operation);
        }

        WriteParameters(writer, shared, path.SharedParameters, null);
        writer.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter writer, SchemaWriter schemas, Dictionary<ApiParameter, string> shared, ApiPath path, ApiOperation operation)
    {
        writer.WriteStartObject(operation.Method);
        writer.WriteString("description", operation.Description);
        DiscoveryDocuments.WriteStrings(writer, "schemes", ["https"]);
        DiscoveryDocuments.WriteStrings(writer, "tags", [operation.Tag]);
        writer.WriteString("operationId", operation.Id);
        if (operation.Consumes.Count > 0)
        {
            DiscoveryDocuments.WriteStrings(writer, "consumes", operation.Consumes);
        }

        DiscoveryDocuments.WriteStrings(writer, "produces", operation.Produces);
        WriteParameters(writer, shared, [.. path.OwnParameters(operation)], operation.Body.Length == 0 ? null : () =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", "body");
            writer.WriteString("in", "body");
            if (operation.RequiresBody)
            {
                writer.WriteBoolean("required", true);
            }

            writer.WritePropertyName("schema");
            schemas.WriteReference(operation.Body, "");
            writer.WriteEndObject();
        });
        writer.WriteStartObject("responses");
        foreach (var code in operation.Codes)
        {
            writer.WriteStartObject($"{code}");
            writer.WriteString("description", OpenApiOperations.Meaning(code));
            writer.WritePropertyName("schema");
            OpenApiOperations.WriteAnswer(writer, schemas, operation);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("401");
        writer.WriteString("description", OpenApiOperations.Meaning(401));
        writer.WriteEndObject();
        writer.WriteEndObject();
        OpenApiOperations.WriteAction(writer, operation);
        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, Dictionary<ApiParameter, string> shared, IReadOnlyList<ApiParameter> parameters, Action? writeBody)
    {
        if (parameters.Count == 0 && writeBody is null)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        writeBody?.Invoke();
        foreach (var parameter in parameters)
        {
            if (shared.TryGetValue(parameter, out var name))
            {
                writer.WriteStartObject();
                writer.WriteString("$ref", $"#/parameters/{name}");
                writer.WriteEndObject();
            }
            else
            {
                WriteParameter(writer, parameter);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteParameter(Utf8JsonWriter writer, ApiParameter parameter)
    {
        writer.WriteStartObject();
        OpenApiOperations.WriteParameterHead(writer, parameter);
        writer.WriteString("type", parameter.Type);
        writer.WriteBoolean("uniqueItems", true);
        writer.WriteEndObject();
    }

    private static void WriteSecurity(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("securityDefinitions");
        writer.WriteStartObject("BearerToken");
        writer.WriteString("description", "A token in the header 'authorization'.");
        writer.WriteString("type", "apiKey");
        writer.WriteString("name", "authorization");
        writer.WriteString("in", "header");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("security");
        writer.WriteStartObject();
        DiscoveryDocuments.WriteStrings(writer, "BearerToken", []);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
