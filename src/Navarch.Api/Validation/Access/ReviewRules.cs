using Navarch.Api.Authorization.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for questions about rights.</summary>
internal static class ReviewRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(SelfSubjectAccessReview review, ErrorList errors)
    {
        What(review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, errors);
        Bare(review.Metadata, "must be empty", errors);
    }

    public static void Validate(SubjectAccessReview review, ErrorList errors)
    {
        Who(review.Spec, errors);
        What(review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, errors);
        Bare(review.Metadata, "must be empty", errors);
    }

    public static void Validate(LocalSubjectAccessReview review, ErrorList errors)
    {
        Who(review.Spec, errors);
        What(review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, errors);
        Bare(review.Metadata with { Namespace = "" }, "must be empty except for namespace", errors);
        if (review.Spec.ResourceAttributes is { } resource && resource.Namespace != review.Metadata.Namespace)
        {
            errors.Invalid(Spec.Child("resourceAttributes", "namespace"), resource.Namespace, "must match metadata.namespace");
        }

        if (review.Spec.NonResourceAttributes is { } path)
        {
            errors.Invalid(Spec.Child("nonResourceAttributes"), path, "disallowed on this kind of request");
        }
    }

    private static void Who(SubjectAccessReviewSpec spec, ErrorList errors)
    {
        if (spec.User.Length == 0 && spec.Groups.IsEmpty)
        {
            errors.Invalid(Spec.Child("user"), spec.User, "at least one of user or group must be specified");
        }
    }

    private static void What(ResourceAttributes? resource, NonResourceAttributes? path, ErrorList errors)
    {
        if (resource is not null && path is not null)
        {
            errors.Invalid(Spec.Child("nonResourceAttributes"), path, "cannot be specified in combination with resourceAttributes");
        }
        else if (resource is null && path is null)
        {
            errors.Invalid(Spec.Child("resourceAttributes"), path, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }

        if (resource?.FieldSelector is { } fields)
        {
            var at = Spec.Child("resourceAttributes", "fieldSelector");
            Selector("fieldSelector", fields.RawSelector, fields.Requirements.Count, at, errors);
            for (var i = 0; i < fields.Requirements.Count; i++)
            {
                var requirement = fields.Requirements[i];
                NamedRules.Needed(at.Child("requirements").Index(i).Child("key"), requirement.Key, _ => null, errors);
                Values(requirement.Operator, requirement.Values, at.Child("requirements").Index(i), errors);
            }
        }

        if (resource?.LabelSelector is { } labels)
        {
            var at = Spec.Child("resourceAttributes", "labelSelector");
            Selector("labelSelector", labels.RawSelector, labels.Requirements.Count, at, errors);
            for (var i = 0; i < labels.Requirements.Count; i++)
            {
                var requirement = labels.Requirements[i];
                errors.Check(at.Child("requirements").Index(i).Child("key"), requirement.Key, Names.QualifiedNameProblem(requirement.Key));
                Values(requirement.Operator, requirement.Values, at.Child("requirements").Index(i), errors);
            }
        }
    }

    private static void Selector(string name, string raw, int requirements, FieldPath path, ErrorList errors)
    {
        if (raw.Length > 0 && requirements > 0)
        {
            errors.Invalid(path.Child("rawSelector"), raw, "may not specified at the same time as requirements");
        }
        else if (raw.Length == 0 && requirements == 0)
        {
            errors.Required(path.Child("requirements"), $"when {name} is specified, requirements or rawSelector is required");
        }
    }

    private static void Values(string op, ValueList<string> values, FieldPath path, ErrorList errors)
    {
        switch (op)
        {
            case "In" or "NotIn" when values.IsEmpty:
                errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when !values.IsEmpty:
                errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Invalid(path.Child("operator"), op, "not a valid selector operator");
                break;
        }
    }

    private static void Bare(ObjectMeta metadata, string what, ErrorList errors)
    {
        var rest = metadata with { ManagedFields = default };
        if (rest != new ObjectMeta())
        {
            errors.Invalid(FieldPath.Of("metadata"), rest, what);
        }
    }
}
