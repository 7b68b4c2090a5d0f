using System.Text.Json;
using Navarch.Api.Json;

namespace Navarch.Api.ApiExtensions.V1;

/// <summary>A schema, or a list of property names.</summary>
public sealed record JSONSchemaPropsOrStringArray : IApiValue<JSONSchemaPropsOrStringArray>
{
    /// <summary>The schema; null when it is a list of names.</summary>
    public JSONSchemaProps? Schema { get; init; }

    /// <summary>The names.</summary>
    public ValueList<string> Property { get; init; }

    /// <inheritdoc/>
    public static JSONSchemaPropsOrStringArray ReadJson(ref ApiReader reader) => reader.TokenType == JsonTokenType.StartArray
        ? new() { Property = reader.ReadList_string() }
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
        foreach (var name in Property)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    internal static ValueMap<JSONSchemaPropsOrStringArray> ReadMap(ref ApiReader reader, ValueMap<JSONSchemaPropsOrStringArray> onto)
    {
        if (!reader.BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<JSONSchemaPropsOrStringArray>();
        while (reader.NextKey(out var key))
        {
            entries.Add(ref reader, key, ReadJson(ref reader));
        }

        return entries.Build(onto);
    }
}
