using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>
/// Rules for the schema of a custom resource. It has to be structural: every field has its type at its place, so that objects can be pruned,
/// defaulted and merged without looking at values; <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c> only restrict what is there.
/// </summary>
internal static class StructuralSchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] NamesOnly = ["name", "generateName"];

    /// <summary>Where a schema stands.</summary>
    private enum Place
    {
        Root,
        Field,
        Item,
    }

    /// <summary>The schema of a version, at its place in the definition.</summary>
    public static void Validate(JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        if (schema.Nullable)
        {
            errors.Forbidden(path.Child("nullable"), "nullable cannot be true at the root");
        }

        var before = errors.Count;
        Structural(schema, Place.Root, path, errors);

        // Defaults are judged by the schema, which has to be one first.
        if (errors.Count == before)
        {
            SchemaDefaultRules.Validate(schema, path, errors);
        }
    }

    private static void Structural(JSONSchemaProps schema, Place place, FieldPath path, ErrorList errors)
    {
        SchemaKeywordRules.Validate(schema, path, errors);
        TypeOf(schema, place, path, errors);
        SchemaListRules.Validate(schema, path, errors);
        SchemaExpressionRules.Validate(schema, path, errors);
        Meta(schema, place, path, errors);
        Junctors(schema, schema, path, path, errors);
        foreach (var (name, property) in schema.Properties)
        {
            Structural(property, Place.Field, path.Child("properties").Key(name), errors);
        }

        if (schema.AdditionalProperties?.Schema is { } values)
        {
            Structural(values, Place.Field, path.Child("additionalProperties"), errors);
        }

        if (schema.Items?.Schema is { } items)
        {
            Structural(items, Place.Item, path.Child("items"), errors);
        }
    }

    private static void TypeOf(JSONSchemaProps schema, Place place, FieldPath path, ErrorList errors)
    {
        var (type, at) = (schema.Type, path.Child("type"));
        if (place == Place.Root && type is not ("" or "object"))
        {
            errors.Invalid(at, type, "must be object at the root");
        }

        if (schema.XEmbeddedResource && type != "object")
        {
            Must(type, at, "must be object if x-kubernetes-embedded-resource is true", errors);
        }
        else if (type.Length == 0 && !schema.XIntOrString && schema.XPreserveUnknownFields != true)
        {
            errors.Required(at, place switch
            {
                Place.Root => "must not be empty at the root",
                Place.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            });
        }

        if (schema.XPreserveUnknownFields == true && type is not ("" or "object"))
        {
            errors.Invalid(at, type, "must be object if x-kubernetes-preserve-unknown-fields is true");
        }

        if (schema.XIntOrString && type.Length > 0)
        {
            errors.Invalid(at, type, "must be empty if x-kubernetes-int-or-string is true");
        }

        if (type == "array" && schema.Items is null)
        {
            errors.Required(path.Child("items"), "must be specified");
        }

        if (schema.XEmbeddedResource && schema.XPreserveUnknownFields != true && schema.Properties.IsEmpty)
        {
            errors.Required(path.Child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }

        if (type.Length > 0 && type != "null" && !Types.Contains(type, StringComparer.Ordinal))
        {
            errors.NotSupported(at, type, Types);
        }
    }

    private static void Must(string type, FieldPath path, string what, ErrorList errors)
    {
        if (type.Length == 0)
        {
            errors.Required(path, what);
        }
        else
        {
            errors.Invalid(path, type, what);
        }
    }

    /// <summary>What every object has is known: of the metadata only names may be narrowed down.</summary>
    private static void Meta(JSONSchemaProps schema, Place place, FieldPath path, ErrorList errors)
    {
        if (place != Place.Root && !schema.XEmbeddedResource)
        {
            return;
        }

        path = path.Child("properties");
        foreach (var field in (string[])["apiVersion", "kind"])
        {
            if (schema.Properties.TryGetValue(field, out var text) && text.Type is not ("" or "string"))
            {
                errors.Invalid(path.Key(field).Child("type"), text.Type, "must be string");
            }
        }

        if (!schema.Properties.TryGetValue("metadata", out var metadata))
        {
            return;
        }

        if (metadata.Type is not ("" or "object"))
        {
            errors.Invalid(path.Key("metadata").Child("type"), metadata.Type, "must be object");
        }

        var bare = new JSONSchemaProps { Type = metadata.Type, Description = metadata.Description, Title = metadata.Title, Properties = metadata.Properties };
        if (metadata != bare || metadata.Properties.Keys.Any(k => !NamesOnly.Contains(k, StringComparer.Ordinal)))
        {
            errors.Forbidden(path.Key("metadata"), "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    private static void Junctors(JSONSchemaProps schema, JSONSchemaProps structural, FieldPath path, FieldPath structuralPath, ErrorList errors)
    {
        var known = IsIntOrString(schema, structural);
        List(schema.AllOf, "allOf", known);
        List(schema.AnyOf, "anyOf", known);
        List(schema.OneOf, "oneOf", false);
        if (schema.Not is { } not)
        {
            Restriction(not, structural, path.Child("not"), structuralPath, false, errors);
        }

        void List(ValueList<JSONSchemaProps> junctors, string name, bool mayHaveTypes)
        {
            for (var i = 0; i < junctors.Count; i++)
            {
                Restriction(junctors[i], structural, path.Child(name).Index(i), structuralPath, mayHaveTypes, errors);
            }
        }
    }

    /// <summary>A schema that only restricts: it says nothing that another one at the same place has not said.</summary>
    private static void Restriction(JSONSchemaProps schema, JSONSchemaProps structural, FieldPath path, FieldPath structuralPath, bool mayHaveType, ErrorList errors)
    {
        SchemaKeywordRules.Validate(schema, path, errors);
        SchemaKeywordRules.OnlyRestricts(mayHaveType ? schema with { Type = "" } : schema, path, errors);
        Junctors(schema, structural, path, structuralPath, errors);
        foreach (var (name, property) in schema.Properties)
        {
            var (at, there) = (path.Child("properties").Key(name), structuralPath.Child("properties").Key(name));
            if (structural.Properties.TryGetValue(name, out var outer))
            {
                Restriction(property, outer, at, there, false, errors);
            }
            else
            {
                errors.Required(there, $"because it is defined in {at}");
            }
        }

        if (schema.Items?.Schema is { } items)
        {
            if (structural.Items?.Schema is { } outer)
            {
                Restriction(items, outer, path.Child("items"), structuralPath.Child("items"), false, errors);
            }
            else
            {
                errors.Required(structuralPath.Child("items"), $"because it is defined in {path.Child("items")}");
            }
        }
    }

    // The one pattern in which types may stand in anyOf, alone or as the first of allOf.
    private static bool IsIntOrString(JSONSchemaProps schema, JSONSchemaProps structural) =>
        structural.XIntOrString && (schema.AnyOf.IsEmpty
            ? schema.AllOf is [{ AnyOf: [{ Type: "integer" }, { Type: "string" }] }, ..]
            : schema.AnyOf is [{ Type: "integer" }, { Type: "string" }]);
}
