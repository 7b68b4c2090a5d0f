namespace Navarch.Api.Validation;

/// <summary>Rules for the conditions that kinds report in the common form.</summary>
internal static class ConditionRules
{
    private const int LongestReason = 1024;
    private const int LongestMessage = 32768;
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    /// <summary>A list of conditions, one a type.</summary>
    public static void Validate(ValueList<Condition> conditions, FieldPath path, ErrorList errors)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i];
            var at = path.Index(i);
            if (!types.Add(condition.Type))
            {
                errors.Duplicate(at.Child("type"), condition.Type);
            }

            Set(at.Child("type"), condition.Type, errors);
            NamedRules.Optional(at.Child("type"), condition.Type, Names.QualifiedNameProblem, errors);
            if (!Statuses.Contains(condition.Status, StringComparer.Ordinal))
            {
                errors.NotSupported(at.Child("status"), condition.Status, Statuses);
            }

            errors.NotNegative(at.Child("observedGeneration"), condition.ObservedGeneration);
            if (condition.LastTransitionTime == default)
            {
                errors.Required(at.Child("lastTransitionTime"), "must be set");
            }

            Set(at.Child("reason"), condition.Reason, errors);
            NamedRules.Optional(at.Child("reason"), condition.Reason, ReasonProblem, errors);
            TooLong(at.Child("reason"), condition.Reason, LongestReason, errors);
            TooLong(at.Child("message"), condition.Message, LongestMessage, errors);
        }
    }

    private static string? ReasonProblem(string reason) =>
        char.IsAsciiLetter(reason[0]) && (char.IsAsciiLetterOrDigit(reason[^1]) || reason[^1] == '_') && reason.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ',' or ':') ? null
        : "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name', or 'MY_NAME', or 'MyName', or 'ReasonA,ReasonB', or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

    private static void Set(FieldPath path, string value, ErrorList errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path, "must be set");
        }
    }

    private static void TooLong(FieldPath path, string value, int most, ErrorList errors)
    {
        if (value.Length > most)
        {
            errors.TooLong(path, most);
        }
    }
}
