using System.Text.Json;
using Navarch.Api.Json;

namespace Navarch.Api.ApiExtensions.V1;

/// <summary>A schema, or whether anything (true) or nothing (false) is allowed.</summary>
public sealed record JSONSchemaPropsOrBool : IApiValue<JSONSchemaPropsOrBool>
{
    /// <summary>Whether anything is allowed; true when there is a schema.</summary>
    public bool Allows { get; init; }

    /// <summary>The schema; null when it is a truth value.</summary>
    public JSONSchemaProps? Schema { get; init; }

    /// <inheritdoc/>
    public static JSONSchemaPropsOrBool ReadJson(ref ApiReader reader) => reader.TokenType is JsonTokenType.True or JsonTokenType.False
        ? new() { Allows = reader.ReadBoolean() }
        : new() { Allows = true, Schema = JSONSchemaProps.ReadJson(ref reader) };

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter writer)
    {
        if (Schema is null)
        {
            writer.WriteBooleanValue(Allows);
        }
        else
        {
            Schema.WriteJson(writer);
        }
    }
}
