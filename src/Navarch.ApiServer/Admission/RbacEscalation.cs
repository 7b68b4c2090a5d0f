using Navarch.Api.Rbac.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>
/// Nobody grants what they may not do themselves: whoever writes a role needs its rules (or <c>escalate</c>), whoever binds a role needs its rules (or
/// <c>bind</c>).
/// </summary>
internal sealed class RbacEscalation(IAuthorizer authorizer) : IAdmissionRule
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var user = request.Context.User;
        var refused = user.IsMaster || obj is null || request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)
            ? null
            : obj switch
            {
                Role role when (request.Old as Role)?.Rules != role.Rules => Check(request, "escalate", "roles", role.Metadata.Name, role.Metadata.Namespace, role.Rules),
                ClusterRole role when (request.Old as ClusterRole)?.Rules != role.Rules => Check(request, "escalate", "clusterroles", role.Metadata.Name, "", role.Rules),
                RoleBinding binding when (request.Old as RoleBinding)?.Subjects != binding.Subjects => CheckBinding(request, binding.RoleRef, binding.Metadata.Namespace),
                ClusterRoleBinding binding when (request.Old as ClusterRoleBinding)?.Subjects != binding.Subjects => CheckBinding(request, binding.RoleRef, ""),
                _ => null,
            };
        return ValueTask.FromResult(refused is null ? ApiResult<IKubernetesObject?>.Ok(obj) : refused);
    }

    private Status? CheckBinding(AdmissionRequest request, RoleRef reference, string ns)
    {
        var objects = request.Context.Objects;
        ValueList<PolicyRule>? rules = reference.Kind == "Role" ? objects.Find<Role>(ns, reference.Name)?.Rules : objects.Find<ClusterRole>("", reference.Name)?.Rules;
        var resource = reference.Kind == "Role" ? "roles" : "clusterroles";
        if (rules is { } held)
        {
            return Check(request, "bind", resource, reference.Name, ns, held);
        }

        return MayAnyway(request, "bind", resource, reference.Name, ns)
            ? null
            : Failures.NotFound(reference.Kind == "Role" ? Role.Info : ClusterRole.Info, reference.Name);
    }

    private Status? Check(AdmissionRequest request, string verb, string resource, string name, string ns, ValueList<PolicyRule> rules)
    {
        if (MayAnyway(request, verb, resource, name, ns))
        {
            return null;
        }

        var user = request.Context.User;
        var missing = rules.SelectMany(Atoms).Where(atom => !authorizer.Authorize(user, atom with { Namespace = ns }).Allowed).ToList();
        return missing.Count == 0
            ? null
            : Failures.Forbidden(
                request.Context.Resource.Kind,
                request.Name,
                $"user \"{user.Name}\" (groups=[{string.Join(" ", user.Groups.Select(g => $"\"{g}\""))}]) is attempting to grant RBAC permissions not currently held:\n"
                + string.Join("\n", missing.Select(Show).Distinct(StringComparer.Ordinal)));
    }

    private bool MayAnyway(AdmissionRequest request, string verb, string resource, string name, string ns) =>
        authorizer.Authorize(request.Context.User, new AccessRequest { Verb = verb, Group = Group, Version = "v1", Resource = resource, Name = name, Namespace = ns }).Allowed;

    /// <summary>The single things a rule allows; a wildcard is one of its own, allowed only by a wildcard.</summary>
    private static IEnumerable<AccessRequest> Atoms(PolicyRule rule)
    {
        foreach (var verb in rule.Verbs.ToArray())
        {
            foreach (var path in rule.NonResourceURLs.ToArray())
            {
                yield return new AccessRequest { Verb = verb, Path = path };
            }

            foreach (var (group, resource, name) in Targets(rule))
            {
                var slash = resource.IndexOf('/', StringComparison.Ordinal);
                yield return new AccessRequest
                {
                    Verb = verb,
                    Group = group,
                    Resource = slash < 0 ? resource : resource[..slash],
                    Subresource = slash < 0 ? "" : resource[(slash + 1)..],
                    Name = name,
                };
            }
        }
    }

    private static IEnumerable<(string Group, string Resource, string Name)> Targets(PolicyRule rule) =>
        from apiGroup in (IEnumerable<string>)rule.APIGroups
        from resource in (IEnumerable<string>)rule.Resources
        from name in rule.ResourceNames.IsEmpty ? [""] : (IEnumerable<string>)rule.ResourceNames
        select (apiGroup, resource, name);

    private static string Show(AccessRequest atom)
    {
        if (!atom.IsResource)
        {
            return $"{{NonResourceURLs:[\"{atom.Path}\"], Verbs:[\"{atom.Verb}\"]}}";
        }

        var resource = atom.Subresource.Length > 0 ? $"{atom.Resource}/{atom.Subresource}" : atom.Resource;
        var names = atom.Name.Length > 0 ? $", ResourceNames:[\"{atom.Name}\"]" : "";
        return $"{{APIGroups:[\"{atom.Group}\"], Resources:[\"{resource}\"]{names}, Verbs:[\"{atom.Verb}\"]}}";
    }
}
