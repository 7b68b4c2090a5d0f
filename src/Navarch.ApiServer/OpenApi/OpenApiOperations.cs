using System.Text.Json;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes what an operation says alike in both versions of OpenAPI.</summary>
internal static class OpenApiOperations
{
    private const int MostPending = 32 * 1024;

    /// <summary>Passes on what is written so far, when it is much: a document is never in memory as a whole.</summary>
    public static void Pass(Utf8JsonWriter writer)
    {
        if (writer.BytesPending > MostPending)
        {
            writer.Flush();
        }
    }

    /// <summary>What an answer with this code means.</summary>
    public static string Meaning(int code) => code switch { 200 => "OK", 201 => "Created", 202 => "Accepted", _ => "Unauthorized" };

    /// <summary>Writes the schema of the good answers.</summary>
    public static void WriteAnswer(Utf8JsonWriter writer, SchemaWriter schemas, ApiOperation operation)
    {
        if (operation.Answer.Length > 0)
        {
            schemas.WriteReference(operation.Answer, "");
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "string");
        writer.WriteEndObject();
    }

    /// <summary>Writes what the operation does to which kind.</summary>
    public static void WriteAction(Utf8JsonWriter writer, ApiOperation operation)
    {
        if (operation.Kind is { } kind)
        {
            writer.WriteString("x-kubernetes-action", operation.Action);
            writer.WritePropertyName("x-kubernetes-group-version-kind");
            SchemaWriter.WriteKind(writer, kind);
        }
    }

    /// <summary>Writes a parameter's name, place and description.</summary>
    public static void WriteParameterHead(Utf8JsonWriter writer, ApiParameter parameter)
    {
        writer.WriteString("name", parameter.Name);
        writer.WriteString("in", parameter.In);
        if (parameter.Description.Length > 0)
        {
            writer.WriteString("description", parameter.Description);
        }

        if (parameter.In == "path")
        {
            writer.WriteBoolean("required", true);
        }
    }
}
