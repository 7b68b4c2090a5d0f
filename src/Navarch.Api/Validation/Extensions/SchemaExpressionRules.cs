using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for <c>x-kubernetes-validations</c>. The expressions must be there; whether they compile is not checked here.</summary>
internal static class SchemaExpressionRules
{
    public static void Validate(JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < schema.XValidations.Count; i++)
        {
            var rule = schema.XValidations[i];
            var at = path.Child("x-kubernetes-validations").Index(i);
            if (string.IsNullOrWhiteSpace(rule.Rule))
            {
                errors.Required(at.Child("rule"), "rule is not specified");
            }
            else if (!seen.Add(rule.Rule))
            {
                errors.Duplicate(at.Child("rule"), rule.Rule);
            }

            Message(rule, at, errors);
            if (rule.FieldPath.Length > 0)
            {
                Path(rule.FieldPath, schema, at.Child("fieldPath"), errors);
            }
        }
    }

    private static void Message(ValidationRule rule, FieldPath path, ErrorList errors)
    {
        if (rule.Message.Length > 0 && string.IsNullOrWhiteSpace(rule.Message))
        {
            errors.Invalid(path.Child("message"), rule.Message, "message must be non-empty if specified");
        }
        else if (rule.Message.Trim().AsSpan().ContainsAny('\n', '\r'))
        {
            errors.Invalid(path.Child("message"), rule.Message, "message must not contain line breaks");
        }
        else if (rule.Message.Length == 0 && rule.Rule.Trim().AsSpan().ContainsAny('\n', '\r'))
        {
            errors.Required(path.Child("message"), "message must be specified if rule contains line breaks");
        }

        if (rule.MessageExpression.Length > 0 && string.IsNullOrWhiteSpace(rule.MessageExpression))
        {
            errors.Required(path.Child("messageExpression"), "must be non-empty if specified");
        }
    }

    /// <summary>A path from the rule's place to a field that exists: <c>.a.b</c> or <c>.a['b.c']</c>.</summary>
    private static void Path(string text, JSONSchemaProps schema, FieldPath path, ErrorList errors)
    {
        JSONSchemaProps? at = schema;
        for (var i = 0; i < text.Length && at is not null;)
        {
            int end;
            string name;
            if (text[i] == '.')
            {
                end = text.AsSpan(i + 1).IndexOfAny('.', '[') is var next and >= 0 ? i + 1 + next : text.Length;
                name = text[(i + 1)..end];
            }
            else if (text.AsSpan(i).StartsWith("['") && text.IndexOf("']", i, StringComparison.Ordinal) is var close and >= 0)
            {
                (name, end) = (text[(i + 2)..close], close + 2);
            }
            else
            {
                at = null;
                break;
            }

            at = name.Length == 0 ? null : at.Properties.TryGetValue(name, out var property) ? property : at.AdditionalProperties?.Schema;
            i = end;
        }

        if (at is null)
        {
            errors.Invalid(path, text, "fieldPath must be a valid path: it does not refer to a valid field");
        }
    }
}
