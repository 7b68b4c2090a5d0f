using System.Text.Json;
using Navarch.ApiServer.Discovery;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes the OpenAPI document of version 3 of one part of the API: its paths, and the schemas these refer to.</summary>
internal static class OpenApiV3Document
{
    /// <summary>Writes the document of a part.</summary>
    public static void Write(Utf8JsonWriter writer, OpenApiSource source)
    {
        var schemas = new SchemaWriter(writer, OpenApiVersion.V3, source.Schemas);
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.0.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Kubernetes");
        writer.WriteString("version", VersionHandler.GitVersion);
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var path in source.Paths.OrderBy(p => p.Path, StringComparer.Ordinal))
        {
            writer.WriteStartObject(path.Path);
            foreach (var operation in path.Operations)
            {
                WriteOperation(writer, schemas, path, operation);
            }

            WriteParameters(writer, path.SharedParameters);
            writer.WriteEndObject();
            OpenApiOperations.Pass(writer);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        schemas.WriteNeeded();
        writer.WriteEndObject();
        WriteSecurity(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter writer, SchemaWriter schemas, ApiPath path, ApiOperation operation)
    {
        writer.WriteStartObject(operation.Method);
        DiscoveryDocuments.WriteStrings(writer, "tags", [operation.Tag]);
        writer.WriteString("description", operation.Description);
        writer.WriteString("operationId", operation.Id);
        WriteParameters(writer, [.. path.OwnParameters(operation)]);
        if (operation.Body.Length > 0)
        {
            writer.WriteStartObject("requestBody");
            WriteContent(writer, operation.Consumes, () => schemas.WriteReference(operation.Body, ""));
            if (operation.RequiresBody)
            {
                writer.WriteBoolean("required", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteStartObject("responses");
        foreach (var code in operation.Codes)
        {
            writer.WriteStartObject($"{code}");
            writer.WriteString("description", OpenApiOperations.Meaning(code));
            WriteContent(writer, operation.Produces, () => OpenApiOperations.WriteAnswer(writer, schemas, operation));
            writer.WriteEndObject();
        }

        writer.WriteStartObject("401");
        writer.WriteString("description", OpenApiOperations.Meaning(401));
        writer.WriteEndObject();
        writer.WriteEndObject();
        OpenApiOperations.WriteAction(writer, operation);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, IReadOnlyList<string> mediaTypes, Action writeSchema)
    {
        writer.WriteStartObject("content");
        foreach (var mediaType in mediaTypes)
        {
            writer.WriteStartObject(mediaType);
            writer.WritePropertyName("schema");
            writeSchema();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, IReadOnlyList<ApiParameter> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        foreach (var parameter in parameters)
        {
            writer.WriteStartObject();
            OpenApiOperations.WriteParameterHead(writer, parameter);
            writer.WriteStartObject("schema");
            writer.WriteString("type", parameter.Type);
            writer.WriteBoolean("uniqueItems", true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSecurity(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("securitySchemes");
        writer.WriteStartObject("BearerToken");
        writer.WriteString("type", "apiKey");
        writer.WriteString("description", "A token in the header 'authorization'.");
        writer.WriteString("name", "authorization");
        writer.WriteString("in", "header");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
