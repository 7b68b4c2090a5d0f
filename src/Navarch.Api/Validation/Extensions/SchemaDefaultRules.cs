using System.Text.Json;
using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the defaults in a schema: each obeys the schema it stands in, names no fields the schema does not know, and none is in the metadata.</summary>
internal static class SchemaDefaultRules
{
    public static void Validate(JSONSchemaProps schema, FieldPath path, ErrorList errors) => Check(schema, path, isObject: true, isMetadata: false, errors);

    private static void Check(JSONSchemaProps schema, FieldPath path, bool isObject, bool isMetadata, ErrorList errors)
    {
        if (!schema.Default.IsEmpty)
        {
            var at = path.Child("default");
            if (isMetadata)
            {
                errors.Forbidden(at, "must not be set in metadata");
            }
            else
            {
                using var document = schema.Default.ToDocument();
                var unknown = Unknown(document.RootElement, schema).FirstOrDefault();
                if (unknown is not null)
                {
                    errors.Invalid(at, schema.Default, $"must not have unknown fields: {unknown}");
                }

                SchemaValueRules.Validate(document.RootElement, schema, at, errors);
            }
        }

        foreach (var (name, property) in schema.Properties)
        {
            Check(property, path.Child("properties").Key(name), property.XEmbeddedResource, isMetadata || ((isObject || schema.XEmbeddedResource) && name == "metadata"), errors);
        }

        if (schema.Items?.Schema is { } items)
        {
            Check(items, path.Child("items"), items.XEmbeddedResource, isMetadata, errors);
        }

        if (schema.AdditionalProperties?.Schema is { } values)
        {
            Check(values, path.Child("additionalProperties"), values.XEmbeddedResource, isMetadata, errors);
        }
    }

    /// <summary>The fields of a value that pruning by the schema would take away.</summary>
    private static IEnumerable<string> Unknown(JsonElement value, JSONSchemaProps schema)
    {
        if (value.ValueKind == JsonValueKind.Array && schema.Items?.Schema is { } items)
        {
            return value.EnumerateArray().SelectMany(v => Unknown(v, items)).ToList();
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var found = new List<string>();
        foreach (var property in value.EnumerateObject())
        {
            if (schema.Properties.TryGetValue(property.Name, out var inner) || (inner = schema.AdditionalProperties?.Schema) is not null)
            {
                found.AddRange(Unknown(property.Value, inner));
            }
            else if (schema.AdditionalProperties is null && schema.XPreserveUnknownFields != true
                && !(schema.XEmbeddedResource && property.Name is "apiVersion" or "kind" or "metadata"))
            {
                found.Add(property.Name);
            }
        }

        return found;
    }
}
