using System.Text.Json;
using Navarch.Api.Json;

namespace Navarch.Api.ApiExtensions.V1;

/// <summary>A schema, or a list of schemas.</summary>
public sealed record JSONSchemaPropsOrArray : IApiValue<JSONSchemaPropsOrArray>
{
    /// <summary>The one schema; null when it is a list.</summary>
    public JSONSchemaProps? Schema { get; init; }

    /// <summary>The list.</summary>
    public ValueList<JSONSchemaProps> JSONSchemas { get; init; }

    /// <inheritdoc/>
    public static JSONSchemaPropsOrArray ReadJson(ref ApiReader reader) => reader.TokenType == JsonTokenType.StartArray
        ? new() { JSONSchemas = JSONSchemaProps.ReadList(ref reader) }
        : new() { Schema = JSONSchemaProps.ReadJson(ref reader) };

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter writer)
    {
        if (Schema is not null)
        {
            Schema.WriteJson(writer);
            return;
        }

        writer.WriteStartArray();
        foreach (var schema in JSONSchemas)
        {
            schema.WriteJson(writer);
        }

        writer.WriteEndArray();
    }
}
