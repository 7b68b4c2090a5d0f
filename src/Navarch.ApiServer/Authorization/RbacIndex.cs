using System.Collections.Concurrent;
using Navarch.Api.Rbac.V1;

namespace Navarch.ApiServer.Authorization;

/// <summary>
/// Roles and bindings in memory, changed one object at a time. The rules of a user are put together when first asked for and kept
/// until something changes.
/// </summary>
internal sealed class RbacIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, ValueList<PolicyRule>> roles = [];
    private readonly Dictionary<string, Dictionary<NamespacedName, RoleRef>> bySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, ValueList<Subject>> subjects = [];
    private ConcurrentDictionary<string, UserRules> known = new(StringComparer.Ordinal);

    /// <summary>Takes in an object as it is now.</summary>
    public void Put(IKubernetesObject obj)
    {
        lock (gate)
        {
            var name = new NamespacedName(obj.Metadata.Namespace, obj.Metadata.Name);
            switch (obj)
            {
                case Role role:
                    roles[name] = role.Rules;
                    break;
                case ClusterRole role:
                    roles[name] = role.Rules;
                    break;
                case RoleBinding binding:
                    Unbind(name);
                    Bind(name, binding.Subjects, binding.RoleRef);
                    break;
                case ClusterRoleBinding binding:
                    Unbind(name);
                    Bind(name, binding.Subjects, binding.RoleRef);
                    break;
            }

            known = new(StringComparer.Ordinal);
        }
    }

    /// <summary>Forgets an object that is gone.</summary>
    public void Remove(IKubernetesObject obj)
    {
        lock (gate)
        {
            var name = new NamespacedName(obj.Metadata.Namespace, obj.Metadata.Name);
            if (obj is Role or ClusterRole)
            {
                roles.Remove(name);
            }
            else
            {
                Unbind(name);
            }

            known = new(StringComparer.Ordinal);
        }
    }

    /// <summary>The rules a user has.</summary>
    public UserRules RulesOf(UserInfo user)
    {
        var key = user.Name + "\n" + string.Join('\n', user.Groups);
        var current = Volatile.Read(ref known);
        if (current.TryGetValue(key, out var rules))
        {
            return rules;
        }

        lock (gate)
        {
            rules = Collect(user);
            known[key] = rules;
            return rules;
        }
    }

    private static string KeyOf(string kind, string name) => $"{kind}\n{name}";

    private UserRules Collect(UserInfo user)
    {
        var rules = new UserRules();
        var seen = new HashSet<NamespacedName>();
        foreach (var key in user.Groups.Select(g => KeyOf("Group", g)).Prepend(KeyOf("User", user.Name)))
        {
            if (!bySubject.TryGetValue(key, out var bindings))
            {
                continue;
            }

            foreach (var (binding, role) in bindings)
            {
                var place = new NamespacedName(role.Kind == "Role" ? binding.Namespace : "", role.Name);
                if (seen.Add(binding) && roles.TryGetValue(place, out var granted))
                {
                    rules.Add(binding.Namespace, granted);
                }
            }
        }

        return rules;
    }

    private void Bind(NamespacedName binding, ValueList<Subject> bound, RoleRef role)
    {
        subjects[binding] = bound;
        foreach (var subject in bound)
        {
            var key = SubjectKey(subject, binding);
            if (!bySubject.TryGetValue(key, out var bindings))
            {
                bySubject[key] = bindings = [];
            }

            bindings[binding] = role;
        }
    }

    private void Unbind(NamespacedName binding)
    {
        if (!subjects.Remove(binding, out var bound))
        {
            return;
        }

        foreach (var subject in bound)
        {
            var key = SubjectKey(subject, binding);
            if (bySubject.TryGetValue(key, out var bindings) && bindings.Remove(binding) && bindings.Count == 0)
            {
                bySubject.Remove(key);
            }
        }
    }

    private static string SubjectKey(Subject subject, NamespacedName binding) => subject.Kind switch
    {
        "ServiceAccount" => KeyOf("User", $"system:serviceaccount:{(subject.Namespace.Length > 0 ? subject.Namespace : binding.Namespace)}:{subject.Name}"),
        _ => KeyOf(subject.Kind, subject.Name),
    };
}

/// <summary>The rules of one user: those for the whole cluster, and those of single namespaces.</summary>
internal sealed class UserRules
{
    private readonly List<PolicyRule> everywhere = [];
    private readonly Dictionary<string, List<PolicyRule>> inNamespace = new(StringComparer.Ordinal);

    /// <summary>Adds the rules of a role, granted in a namespace or (empty) everywhere.</summary>
    public void Add(string ns, ValueList<PolicyRule> rules)
    {
        if (ns.Length == 0)
        {
            everywhere.AddRange(rules);
            return;
        }

        if (!inNamespace.TryGetValue(ns, out var list))
        {
            inNamespace[ns] = list = [];
        }

        list.AddRange(rules);
    }

    /// <summary>The rules that hold in a namespace.</summary>
    public IEnumerable<PolicyRule> In(string ns) => inNamespace.TryGetValue(ns, out var list) ? everywhere.Concat(list) : everywhere;

    /// <summary>Whether a rule allows the request.</summary>
    public bool Allow(AccessRequest request)
    {
        foreach (var rule in everywhere)
        {
            if (RbacRule.Allows(rule, request))
            {
                return true;
            }
        }

        return request.Namespace.Length > 0 && inNamespace.TryGetValue(request.Namespace, out var list) && list.Exists(rule => RbacRule.Allows(rule, request));
    }
}
