using Navarch.Api.Rbac.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for roles and their bindings.</summary>
internal static class RbacRules
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void Validate(Role role, ErrorList errors) => Rules(role.Rules, isNamespaced: true, errors);

    public static void Validate(ClusterRole role, ErrorList errors)
    {
        Rules(role.Rules, isNamespaced: false, errors);
        if (role.AggregationRule is not { } aggregation)
        {
            return;
        }

        var path = FieldPath.Of("aggregationRule").Child("clusterRoleSelectors");
        if (aggregation.ClusterRoleSelectors.IsEmpty)
        {
            errors.Required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }

        for (var i = 0; i < aggregation.ClusterRoleSelectors.Count; i++)
        {
            SelectorRules.Validate(aggregation.ClusterRoleSelectors[i], path.Index(i), errors);
        }
    }

    public static void Validate(RoleBinding binding, ErrorList errors)
    {
        RoleRef(binding.RoleRef, ["Role", "ClusterRole"], errors);
        Subjects(binding.Subjects, isNamespaced: true, errors);
    }

    public static void Validate(ClusterRoleBinding binding, ErrorList errors)
    {
        RoleRef(binding.RoleRef, ["ClusterRole"], errors);
        Subjects(binding.Subjects, isNamespaced: false, errors);
    }

    public static void ValidateUpdate(RoleBinding binding, RoleBinding old, ErrorList errors) => SameRole(binding.RoleRef, old.RoleRef, errors);

    public static void ValidateUpdate(ClusterRoleBinding binding, ClusterRoleBinding old, ErrorList errors) => SameRole(binding.RoleRef, old.RoleRef, errors);

    private static void SameRole(RoleRef role, RoleRef old, ErrorList errors)
    {
        if (role != old)
        {
            errors.Invalid(FieldPath.Of("roleRef"), role, "cannot change roleRef");
        }
    }

    private static void Rules(ValueList<PolicyRule> rules, bool isNamespaced, ErrorList errors)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            var path = FieldPath.Of("rules").Index(i);
            if (rule.Verbs.IsEmpty)
            {
                errors.Required(path.Child("verbs"), "verbs must contain at least one value");
            }

            if (!rule.NonResourceURLs.IsEmpty)
            {
                if (isNamespaced)
                {
                    errors.Invalid(path.Child("nonResourceURLs"), rule.NonResourceURLs, "namespaced rules cannot apply to non-resource URLs");
                }

                if (!rule.APIGroups.IsEmpty || !rule.Resources.IsEmpty || !rule.ResourceNames.IsEmpty)
                {
                    errors.Invalid(path.Child("nonResourceURLs"), rule.NonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs");
                }

                continue;
            }

            if (rule.APIGroups.IsEmpty)
            {
                errors.Required(path.Child("apiGroups"), "resource rules must supply at least one api group");
            }

            if (rule.Resources.IsEmpty)
            {
                errors.Required(path.Child("resources"), "resource rules must supply at least one resource");
            }
        }
    }

    private static void RoleRef(RoleRef role, string[] kinds, ErrorList errors)
    {
        var path = FieldPath.Of("roleRef");
        if (role.APIGroup != Group)
        {
            errors.NotSupported(path.Child("apiGroup"), role.APIGroup, Group);
        }

        if (!kinds.Contains(role.Kind))
        {
            errors.NotSupported(path.Child("kind"), role.Kind, kinds);
        }

        NamedRules.Needed(path.Child("name"), role.Name, Names.PathSegmentProblem, errors);
    }

    private static void Subjects(ValueList<Subject> subjects, bool isNamespaced, ErrorList errors)
    {
        for (var i = 0; i < subjects.Count; i++)
        {
            var subject = subjects[i];
            var path = FieldPath.Of("subjects").Index(i);
            NamedRules.Needed(path.Child("name"), subject.Name, n => subject.Kind == "ServiceAccount" ? Names.Dns1123SubdomainProblem(n) : null, errors);

            switch (subject.Kind)
            {
                case "ServiceAccount":
                    if (subject.APIGroup.Length > 0)
                    {
                        errors.NotSupported(path.Child("apiGroup"), subject.APIGroup, "");
                    }

                    if (subject.Namespace.Length == 0 && !isNamespaced)
                    {
                        errors.Required(path.Child("namespace"));
                    }

                    break;
                case "User" or "Group" when subject.APIGroup != Group:
                    errors.NotSupported(path.Child("apiGroup"), subject.APIGroup, Group);
                    break;
                case "User" or "Group":
                    break;
                default:
                    errors.NotSupported(path.Child("kind"), subject.Kind, "Group", "ServiceAccount", "User");
                    break;
            }
        }
    }
}
