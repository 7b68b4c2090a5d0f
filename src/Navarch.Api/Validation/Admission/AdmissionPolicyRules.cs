using System.Text;
using Navarch.Api.AdmissionRegistration.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for admission policies and their bindings. CEL expressions must be there; whether they compile is not checked here.</summary>
internal static class AdmissionPolicyRules
{
    private const int MostAuditAnnotations = 20;
    private const int LongestValueExpression = 5 * 1024;
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

    private static readonly HashSet<string> ReservedWords = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace", "null", "package", "return", "true",
        "var", "void", "while",
    };

    public static void Validate(ValidatingAdmissionPolicy policy, ErrorList errors)
    {
        var spec = policy.Spec;
        Common(spec.ParamKind, spec.MatchConstraints, spec.Variables, spec.MatchConditions, errors);
        if (spec.Validations.IsEmpty && spec.AuditAnnotations.IsEmpty)
        {
            errors.Required(Spec.Child("validations"), "validations or auditAnnotations must contain at least one item");
            errors.Required(Spec.Child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }

        for (var i = 0; i < spec.Validations.Count; i++)
        {
            Check(spec.Validations[i], Spec.Child("validations").Index(i), errors);
        }

        Annotations(policy, Spec.Child("auditAnnotations"), errors);
    }

    public static void ValidateStatus(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy old, ErrorList errors)
    {
        var path = FieldPath.Of("status");
        var warnings = policy.Status.TypeChecking?.ExpressionWarnings ?? default;
        for (var i = 0; i < warnings.Count; i++)
        {
            var at = path.Child("typeChecking", "expressionWarnings").Index(i);
            NamedRules.Needed(at.Child("warning"), warnings[i].Warning, _ => null, errors);
            NamedRules.Needed(at.Child("fieldRef"), warnings[i].FieldRef, _ => null, errors);
        }

        ConditionRules.Validate(policy.Status.Conditions, path.Child("conditions"), errors);
    }

    public static void Validate(MutatingAdmissionPolicy policy, ErrorList errors)
    {
        var spec = policy.Spec;
        Common(spec.ParamKind, spec.MatchConstraints, spec.Variables, spec.MatchConditions, errors);
        if (spec.ReinvocationPolicy.Length == 0)
        {
            errors.Required(Spec.Child("reinvocationPolicy"));
        }

        // What is deleted cannot be changed.
        var rules = spec.MatchConstraints?.ResourceRules ?? default;
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = 0; j < rules[i].Operations.Count; j++)
            {
                if (rules[i].Operations[j] == OperationTypes.DELETE)
                {
                    errors.NotSupported(Spec.Child("matchConstraints", "resourceRules").Index(i).Child("operations").Index(j), OperationTypes.DELETE, "*", "CONNECT", "CREATE", "UPDATE");
                }
            }
        }

        if (spec.Mutations.IsEmpty)
        {
            errors.Required(Spec.Child("mutations"), "mutations must contain at least one item");
        }

        for (var i = 0; i < spec.Mutations.Count; i++)
        {
            Check(spec.Mutations[i], Spec.Child("mutations").Index(i), errors);
        }
    }

    public static void Validate(ValidatingAdmissionPolicyBinding binding, ErrorList errors)
    {
        Binding(binding.Spec.PolicyName, binding.Spec.ParamRef, binding.Spec.MatchResources, errors);
        var path = Spec.Child("validationActions");
        var actions = binding.Spec.ValidationActions;
        if (actions.IsEmpty)
        {
            errors.Required(path);
        }

        NamedRules.Distinct(path, actions, errors);
        if (actions.Contains(ValidationActions.Deny, StringComparer.Ordinal) && actions.Contains(ValidationActions.Warn, StringComparer.Ordinal))
        {
            errors.Invalid(path, actions, "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
    }

    public static void Validate(MutatingAdmissionPolicyBinding binding, ErrorList errors) =>
        Binding(binding.Spec.PolicyName, binding.Spec.ParamRef, binding.Spec.MatchResources, errors);

    private static void Common(ParamKind? paramKind, MatchResources? match, ValueList<Variable> variables, ValueList<MatchCondition> conditions, ErrorList errors)
    {
        if (paramKind is not null)
        {
            Kind(paramKind, Spec.Child("paramKind"), errors);
        }

        if (match is null)
        {
            errors.Required(Spec.Child("matchConstraints"));
        }
        else
        {
            AdmissionRuleRules.Validate(match, needsRules: true, Spec.Child("matchConstraints"), errors);
        }

        AdmissionRuleRules.Conditions(conditions, Spec.Child("matchConditions"), errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < variables.Count; i++)
        {
            var at = Spec.Child("variables").Index(i);
            NamedRules.Needed(at.Child("name"), variables[i].Name, n => IsIdentifier(n) ? null : "name is not a valid CEL identifier", errors);
            if (variables[i].Name.Length > 0 && !names.Add(variables[i].Name))
            {
                errors.Duplicate(at.Child("name"), variables[i].Name);
            }

            Expression(at.Child("expression"), variables[i].Expression, "expression is not specified", errors);
        }
    }

    private static void Kind(ParamKind kind, FieldPath path, ErrorList errors)
    {
        switch (kind.APIVersion.Split('/'))
        {
            case [""]:
                errors.Required(path.Child("apiVersion"));
                break;
            case [var version]:
                errors.Check(path.Child("apiVersion"), version, Names.Dns1035LabelProblem(version));
                break;
            case [var group, var version]:
                errors.Check(path.Child("apiVersion"), group, Names.Dns1123SubdomainProblem(group));
                errors.Check(path.Child("apiVersion"), version, Names.Dns1035LabelProblem(version));
                break;
            default:
                errors.Invalid(path.Child("apiVersion"), kind.APIVersion, $"unexpected GroupVersion string: {kind.APIVersion}");
                break;
        }

        NamedRules.Needed(path.Child("kind"), kind.Kind, k => Names.Dns1035LabelProblem(k.ToLowerInvariant()), errors);
    }

    private static void Check(Api.AdmissionRegistration.V1.Validation validation, FieldPath path, ErrorList errors)
    {
        Expression(path.Child("expression"), validation.Expression, "expression is not specified", errors);
        if (validation.MessageExpression.Length > 0 && string.IsNullOrWhiteSpace(validation.MessageExpression))
        {
            errors.Invalid(path.Child("messageExpression"), validation.MessageExpression, "must be non-empty if specified");
        }

        if (validation.Message.Length > 0 && string.IsNullOrWhiteSpace(validation.Message))
        {
            errors.Invalid(path.Child("message"), validation.Message, "message must be non-empty if specified");
        }
        else if (HasLineBreaks(validation.Message.Trim()))
        {
            errors.Invalid(path.Child("message"), validation.Message, "message must not contain line breaks");
        }
        else if (HasLineBreaks(validation.Expression.Trim()) && validation.Message.Length == 0)
        {
            errors.Required(path.Child("message"), "message must be specified if expression contains line breaks");
        }

        if (validation.Reason is { } reason && !Reasons.Contains(reason, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child("reason"), reason, Reasons);
        }
    }

    private static void Annotations(ValidatingAdmissionPolicy policy, FieldPath path, ErrorList errors)
    {
        var annotations = policy.Spec.AuditAnnotations;
        if (annotations.Count > MostAuditAnnotations)
        {
            errors.Invalid(path, annotations, $"must not have more than {MostAuditAnnotations} auditAnnotations");
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < annotations.Count; i++)
        {
            var at = path.Index(i);
            NamedRules.Needed(at.Child("key"), annotations[i].Key, k => Names.QualifiedNameProblem($"{policy.Metadata.Name}/{k}"), errors);
            if (annotations[i].Key.Length > 0 && !keys.Add(annotations[i].Key))
            {
                errors.Duplicate(at.Child("key"), annotations[i].Key);
            }

            Expression(at.Child("valueExpression"), annotations[i].ValueExpression, "valueExpression is not specified", errors);
            if (Encoding.UTF8.GetByteCount(annotations[i].ValueExpression) > LongestValueExpression)
            {
                errors.Invalid(at.Child("valueExpression"), annotations[i].ValueExpression, "must not exceed 5kB in length");
            }
        }
    }

    private static void Check(Mutation mutation, FieldPath path, ErrorList errors)
    {
        var wantsApply = mutation.PatchType == PatchTypes.ApplyConfiguration;
        if (mutation.PatchType is not (PatchTypes.ApplyConfiguration or PatchTypes.JSONPatch))
        {
            // The schema's check of patchType has told.
            return;
        }

        Part(path.Child("applyConfiguration"), mutation.ApplyConfiguration?.Expression, wantsApply, "ApplyConfiguration", errors);
        Part(path.Child("jsonPatch"), mutation.JSONPatch?.Expression, !wantsApply, "JSONPatch", errors);
    }

    private static void Part(FieldPath path, string? expression, bool wanted, string type, ErrorList errors)
    {
        if (!wanted && expression is not null)
        {
            errors.Invalid(path, expression, $"must not be specified when patchType is not {type}");
        }
        else if (wanted && expression is null)
        {
            errors.Required(path, $"must be specified when patchType is {type}");
        }
        else if (wanted)
        {
            Expression(path.Child("expression"), expression!, "expression is not specified", errors);
        }
    }

    private static void Binding(string policy, ParamRef? parameters, MatchResources? match, ErrorList errors)
    {
        NamedRules.Needed(Spec.Child("policyName"), policy, Names.Dns1123SubdomainProblem, errors);
        if (match is not null)
        {
            AdmissionRuleRules.Validate(match, needsRules: false, Spec.Child("matchResources"), errors);
        }

        if (parameters is null)
        {
            return;
        }

        var path = Spec.Child("paramRef");
        NamedRules.Optional(path.Child("name"), parameters.Name, Names.PathSegmentProblem, errors);
        if (parameters is { Name.Length: > 0, Selector: not null })
        {
            errors.Forbidden(path.Child("name"), "`name` and `selector` are mutually exclusive");
        }
        else if (parameters is { Name.Length: 0, Selector: null })
        {
            errors.Required(path, "one of name or selector must be specified");
        }

        SelectorRules.Validate(parameters.Selector, path.Child("selector"), errors);
        if (parameters.ParameterNotFoundAction is null)
        {
            errors.Required(path.Child("parameterNotFoundAction"));
        }
    }

    private static void Expression(FieldPath path, string expression, string missing, ErrorList errors)
    {
        if (string.IsNullOrWhiteSpace(expression))
        {
            errors.Required(path, missing);
        }
    }

    private static bool HasLineBreaks(string text) => text.AsSpan().ContainsAny('\n', '\r');

    private static bool IsIdentifier(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !ReservedWords.Contains(name);
}
