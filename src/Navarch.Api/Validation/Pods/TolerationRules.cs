using System.Globalization;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for tolerations of taints.</summary>
internal static class TolerationRules
{
    public static void Validate(Toleration toleration, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "key", toleration.Key, Names.QualifiedNameProblem);
        if (toleration.Key.Length == 0 && toleration.Operator != TolerationOperators.Exists)
        {
            errors.Invalid(path.Child("operator"), toleration.Operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration.TolerationSeconds is not null && toleration.Effect != TaintEffects.NoExecute)
        {
            errors.Invalid(path.Child("effect"), toleration.Effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        switch (toleration.Operator)
        {
            case "" or TolerationOperators.Equal:
                errors.Check(path.Child("operator"), toleration.Value, Names.LabelValueProblem(toleration.Value));
                break;
            case TolerationOperators.Exists when toleration.Value.Length > 0:
                errors.Invalid(path.Child("operator"), toleration, "value must be empty when `operator` is 'Exists'");
                break;
            case TolerationOperators.Lt or TolerationOperators.Gt when !IsInteger(toleration.Value):
                errors.Invalid(path.Child("value"), toleration.Value, "must be a valid integer when `operator` is 'Lt' or 'Gt'");
                break;
            default:
                break;
        }
    }

    private static bool IsInteger(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == value;
}
