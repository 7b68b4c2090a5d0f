using System.Globalization;
using System.Text.Json;
using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Whether a JSON value obeys a schema of a custom resource; in upstream's words.</summary>
internal static class SchemaValueRules
{
    public static void Validate(JsonElement value, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        if (value.ValueKind == JsonValueKind.Null && schema.Nullable)
        {
            return;
        }

        if (TypeProblem(value, schema) is { } wanted)
        {
            var type = NameOf(value);
            errors.TypeInvalid(path, type, $"{path} in body must be of type {wanted}: \"{type}\"");
            return;
        }

        if (!schema.Enum.IsEmpty && !schema.Enum.Any(e => Same(e, value)))
        {
            errors.NotSupported(path, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), [.. schema.Enum.Select(Shown)]);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Text(value.GetString()!, schema, path, errors);
                break;
            case JsonValueKind.Number:
                Number(value.GetDouble(), value.GetRawText(), schema, path, errors);
                break;
            case JsonValueKind.Array:
                Items(value, schema, path, errors);
                break;
            case JsonValueKind.Object:
                Fields(value, schema, path, errors);
                break;
            default:
                break;
        }

        Junctors(value, schema, path, errors);
    }

    /// <summary>The type a value should have; null when it has it.</summary>
    private static string? TypeProblem(JsonElement value, JSONSchemaProps schema)
    {
        var isWhole = value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out _) || double.IsInteger(value.GetDouble()));
        if (schema.XIntOrString)
        {
            return isWhole || value.ValueKind == JsonValueKind.String ? null : "integer,string";
        }

        var fits = schema.Type switch
        {
            "" => true,
            "integer" => isWhole,
            "number" => value.ValueKind == JsonValueKind.Number,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => false,
        };
        return fits ? null : schema.Type;
    }

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "boolean",
    };

    private static void Text(string text, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        // Lengths count characters, not the halves of those beyond the first plane.
        var length = new StringInfo(text).LengthInTextElements == text.Length ? text.Length : text.EnumerateRunes().Count();
        if (length > schema.MaxLength)
        {
            errors.TooLong(path, (int)schema.MaxLength.Value);
        }

        if (length < schema.MinLength)
        {
            errors.Invalid(path, text, $"{path} in body should be at least {schema.MinLength} chars long");
        }

        if (schema.Pattern.Length > 0 && SchemaKeywordRules.TryCompile(schema.Pattern, out var regex, out _) && !regex!.IsMatch(text))
        {
            errors.Invalid(path, text, $"{path} in body should match '{schema.Pattern}'");
        }

        if (schema.Format.Length > 0 && !SchemaFormats.Has(text, schema.Format))
        {
            errors.Invalid(path, text, $"{path} in body must be of type {schema.Format}: \"{text}\"");
        }
    }

    private static void Number(double number, string raw, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        var shown = RawJson.Parse(raw);
        if (number > schema.Maximum || (schema.ExclusiveMaximum && number == schema.Maximum))
        {
            errors.Invalid(path, shown, $"{path} in body should be less than {(schema.ExclusiveMaximum ? "" : "or equal to ")}{Plain(schema.Maximum)}");
        }

        if (number < schema.Minimum || (schema.ExclusiveMinimum && number == schema.Minimum))
        {
            errors.Invalid(path, shown, $"{path} in body should be greater than {(schema.ExclusiveMinimum ? "" : "or equal to ")}{Plain(schema.Minimum)}");
        }

        if (schema.MultipleOf is { } step and > 0 && !double.IsInteger(number / step))
        {
            errors.Invalid(path, shown, $"{path} in body should be a multiple of {Plain(step)}");
        }
    }

    private static void Items(JsonElement list, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        var count = list.GetArrayLength();
        if (count > schema.MaxItems)
        {
            errors.TooMany(path, count, (int)schema.MaxItems.Value);
        }

        if (count < schema.MinItems)
        {
            errors.Invalid(path, count, $"{path} in body should have at least {schema.MinItems} items");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = path.Index(i++);
            var key = schema.XListType switch
            {
                "set" => item.GetRawText(),
                "map" when item.ValueKind == JsonValueKind.Object => string.Join(',', schema.XListMapKeys.Select(k => item.TryGetProperty(k, out var v) ? v.GetRawText() : "")),
                _ => null,
            };
            if (key is not null && !seen.Add(key))
            {
                errors.Duplicate(at, RawJson.Parse(item.GetRawText()));
            }

            if (schema.Items?.Schema is { } inner)
            {
                Validate(item, inner, at, errors);
            }
        }
    }

    private static void Fields(JsonElement value, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        var count = value.EnumerateObject().Count();
        if (count > schema.MaxProperties)
        {
            errors.TooMany(path, count, (int)schema.MaxProperties.Value);
        }

        if (count < schema.MinProperties)
        {
            errors.Invalid(path, count, $"{path} in body should have at least {schema.MinProperties} properties");
        }

        foreach (var name in schema.Required)
        {
            // A required field with a default is there once defaults are filled in.
            if (!value.TryGetProperty(name, out _) && !(schema.Properties.TryGetValue(name, out var missing) && !missing.Default.IsEmpty))
            {
                errors.Required(path.Child(name));
            }
        }

        foreach (var field in value.EnumerateObject())
        {
            if (schema.Properties.TryGetValue(field.Name, out var property) || (property = schema.AdditionalProperties?.Schema) is not null)
            {
                Validate(field.Value, property, path.Child(field.Name), errors);
            }
        }
    }

    private static void Junctors(JsonElement value, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        foreach (var all in schema.AllOf)
        {
            Validate(value, all, path, errors);
        }

        if (!schema.AnyOf.IsEmpty && !schema.AnyOf.Any(s => Obeys(value, s)))
        {
            errors.Invalid(path, RawJson.Parse(value.GetRawText()), $"{path} in body must validate at least one schema (anyOf)");
        }

        if (!schema.OneOf.IsEmpty && schema.OneOf.Count(s => Obeys(value, s)) != 1)
        {
            errors.Invalid(path, RawJson.Parse(value.GetRawText()), $"{path} in body must validate one and only one schema (oneOf)");
        }

        if (schema.Not is { } not && Obeys(value, not))
        {
            errors.Invalid(path, RawJson.Parse(value.GetRawText()), $"{path} in body must not validate the schema (not)");
        }
    }

    private static bool Obeys(JsonElement value, JSONSchemaProps schema)
    {
        var found = new ErrorList();
        Validate(value, schema, FieldPath.Root, found);
        return found.IsEmpty;
    }

    private static bool Same(RawJson json, JsonElement value)
    {
        using var document = json.ToDocument();
        return JsonElement.DeepEquals(document.RootElement, value);
    }

    private static string Shown(RawJson json)
    {
        using var document = json.ToDocument();
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : json.ToString();
    }

    private static string Plain(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
