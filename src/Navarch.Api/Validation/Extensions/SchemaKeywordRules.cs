using System.Text.RegularExpressions;
using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for single words of a schema: those that are not supported at all, and those that only stand where fields are declared.</summary>
internal static class SchemaKeywordRules
{
    /// <summary>What no schema may say, wherever it stands.</summary>
    public static void Validate(JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        Unless(!schema.UniqueItems, path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic", errors);
        Unless(schema.AdditionalProperties is not { Allows: false }, path.Child("additionalProperties"), "additionalProperties cannot be set to false", errors);
        Unless(schema.AdditionalProperties is null || schema.Properties.IsEmpty, path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive", errors);
        Unless(schema.Ref is null, path.Child("$ref"), "$ref is not supported", errors);
        Unless(schema.Definitions.IsEmpty, path.Child("definitions"), "definitions is not supported", errors);
        Unless(schema.Dependencies.IsEmpty, path.Child("dependencies"), "dependencies is not supported", errors);
        Unless(schema.PatternProperties.IsEmpty, path.Child("patternProperties"), "patternProperties is not supported", errors);
        Unless(schema.AdditionalItems is null, path.Child("additionalItems"), "additionalItems is not supported", errors);
        Unless(schema.ID.Length == 0, path.Child("id"), "id is not supported", errors);
        Unless(schema.Type != "null", path.Child("type"), "type cannot be set to null, use nullable as an alternative", errors);
        Unless(schema.Items is null or { JSONSchemas.IsEmpty: true }, path.Child("items"), "items must be a schema object and not an array", errors);
        if (schema.XPreserveUnknownFields == false)
        {
            errors.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
        }

        if (schema.Pattern.Length > 0 && !TryCompile(schema.Pattern, out _, out var problem))
        {
            errors.Invalid(path.Child("pattern"), schema.Pattern, $"must be a valid regular expression, but isn't: {problem}");
        }
    }

    /// <summary>What may not stand below <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c>: it belongs to the field itself.</summary>
    public static void OnlyRestricts(JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        const string empty = "must be empty to be structural";
        const string undefined = "must be undefined to be structural";
        const string no = "must be false to be structural";
        Unless(schema.AdditionalProperties is null, path.Child("additionalProperties"), undefined, errors);
        Unless(schema.Type.Length == 0, path.Child("type"), empty, errors);
        Unless(schema.Title.Length == 0, path.Child("title"), empty, errors);
        Unless(schema.Description.Length == 0, path.Child("description"), empty, errors);
        Unless(schema.Default.IsEmpty, path.Child("default"), undefined, errors);
        Unless(!schema.Nullable, path.Child("nullable"), no, errors);
        Unless(schema.XPreserveUnknownFields is null, path.Child("x-kubernetes-preserve-unknown-fields"), undefined, errors);
        Unless(!schema.XEmbeddedResource, path.Child("x-kubernetes-embedded-resource"), no, errors);
        Unless(!schema.XIntOrString, path.Child("x-kubernetes-int-or-string"), no, errors);
        Unless(schema.XListMapKeys.IsEmpty, path.Child("x-kubernetes-list-map-keys"), empty, errors);
        Unless(schema.XListType is null, path.Child("x-kubernetes-list-type"), undefined, errors);
        Unless(schema.XMapType is null, path.Child("x-kubernetes-map-type"), undefined, errors);
        Unless(schema.XValidations.IsEmpty, path.Child("x-kubernetes-validations"), empty, errors);
    }

    /// <summary>The compiled pattern of a schema. It runs in time linear in the text, so that nobody can stall the server with a pattern.</summary>
    public static bool TryCompile(string pattern, out Regex? regex, out string problem)
    {
        try
        {
            // The API's patterns name groups in the way of RE2.
            regex = new Regex(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            problem = "";
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            regex = null;
            problem = e.Message;
            return false;
        }
    }

    private static void Unless(bool good, FieldPath path, string what, ErrorList errors)
    {
        if (!good)
        {
            errors.Forbidden(path, what);
        }
    }
}
