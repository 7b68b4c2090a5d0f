using Navarch.Api.Rbac.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of role bindings: the group that roles and subjects belong to.</summary>
internal static class RbacDefaults
{
    private const string Group = "rbac.authorization.k8s.io";

    public static RoleBinding Apply(RoleBinding binding) => binding with { RoleRef = Role(binding.RoleRef), Subjects = binding.Subjects.Change(Subject) };

    public static ClusterRoleBinding Apply(ClusterRoleBinding binding) => binding with { RoleRef = Role(binding.RoleRef), Subjects = binding.Subjects.Change(Subject) };

    private static RoleRef Role(RoleRef role) => role.APIGroup.Length > 0 ? role : role with { APIGroup = Group };

    private static Subject Subject(Subject subject) =>
        subject.APIGroup.Length == 0 && subject.Kind is ("User" or "Group") ? subject with { APIGroup = Group } : subject;
}
