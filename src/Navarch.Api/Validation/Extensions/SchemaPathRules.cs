using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what a definition reaches by JSON paths: columns, the scale subresource, selectable fields.</summary>
internal static class SchemaPathRules
{
    private const int MostSelectableFields = 8;
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static void Validate(ValueList<CustomResourceColumnDefinition> columns, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            var at = path.Index(i);
            NamedRules.Needed(at.Child("name"), column.Name, _ => null, errors);
            NamedRules.Needed(at.Child("type"), column.Type, t => ColumnTypes.Contains(t, StringComparer.Ordinal) ? null : $"must be one of {string.Join(',', ColumnTypes)}", errors);
            NamedRules.Optional(at.Child("format"), column.Format, f => ColumnFormats.Contains(f, StringComparer.Ordinal) ? null : $"must be one of {string.Join(',', ColumnFormats)}", errors);
            NamedRules.Needed(at.Child("jsonPath"), column.JSONPath, p => Problem(p, mayIndex: true), errors);
        }
    }

    public static void Validate(CustomResourceSubresourceScale scale, FieldPath path, ErrorList errors)
    {
        Under(path.Child("specReplicasPath"), scale.SpecReplicasPath, "should be a json path under .spec", [".spec."], errors);
        Under(path.Child("statusReplicasPath"), scale.StatusReplicasPath, "should be a json path under .status", [".status."], errors);
        if (scale.LabelSelectorPath is { Length: > 0 } selector)
        {
            Under(path.Child("labelSelectorPath"), selector, "should be a json path under either .spec or .status", [".spec.", ".status."], errors);
        }
    }

    public static void Validate(ValueList<SelectableField> fields, JSONSchemaProps? schema, FieldPath path, ErrorList errors)
    {
        if (fields.Count > MostSelectableFields)
        {
            errors.TooMany(path, fields.Count, MostSelectableFields);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            var (at, field) = (path.Index(i).Child("jsonPath"), fields[i].JSONPath);
            if (field.Length == 0)
            {
                errors.Required(at);
            }
            else if (Problem(field, mayIndex: false) is { } problem)
            {
                errors.Invalid(at, field, problem);
            }
            else if (field == ".metadata" || field.StartsWith(".metadata.", StringComparison.Ordinal))
            {
                errors.Invalid(at, field, "must not point to fields in metadata");
            }
            else if (Find(schema, field) is not { } target)
            {
                errors.Invalid(at, field, "is an invalid path: does not refer to a valid field");
            }
            else if (target.Type is not ("string" or "boolean" or "integer"))
            {
                errors.Invalid(at, field, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }

            if (field.Length > 0 && !seen.Add(field))
            {
                errors.Duplicate(at, field);
            }
        }
    }

    private static void Under(FieldPath path, string value, string where, string[] roots, ErrorList errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if (Problem(value, mayIndex: false) is { } problem)
        {
            errors.Invalid(path, value, problem);
        }
        else if (!roots.Any(r => value.StartsWith(r, StringComparison.Ordinal)))
        {
            errors.Invalid(path, value, where);
        }
    }

    /// <summary>What is wrong with a path such as <c>.spec.replicas</c>; where indices are allowed, anything between closed brackets is.</summary>
    private static string? Problem(string path, bool mayIndex)
    {
        if (path[0] != '.')
        {
            return "must be a simple json path starting with .";
        }

        var depth = 0;
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth < 0 || (!mayIndex && c is '[' or ']'))
            {
                return mayIndex ? "is an invalid JSON path: unexpected ']'" : "must be a simple json path without array notation";
            }

            if (depth == 0 && c == '.' && (i == path.Length - 1 || (path[i + 1] == '.' && !mayIndex)))
            {
                return "is an invalid JSON path: a field has no name";
            }
        }

        return depth == 0 ? null : "is an invalid JSON path: unterminated array";
    }

    private static JSONSchemaProps? Find(JSONSchemaProps? schema, string path)
    {
        foreach (var step in path[1..].Split('.'))
        {
            schema = schema is not null && schema.Properties.TryGetValue(step, out var next) ? next : schema?.AdditionalProperties?.Schema;
        }

        return schema;
    }
}
