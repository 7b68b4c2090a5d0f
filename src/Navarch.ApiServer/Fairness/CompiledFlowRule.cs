using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>One rule of a flow schema, ready to be matched without allocating: any of its subjects, and any of its resource or path rules.</summary>
internal sealed class CompiledFlowRule
{
    private const string All = "*";
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    private readonly string[] users;
    private readonly string[] groups;
    private readonly string[] accounts;
    private readonly string[] accountNamespaces;
    private readonly ResourceMatch[] resources;
    private readonly PathMatch[] paths;

    /// <summary>Compiles a rule.</summary>
    public CompiledFlowRule(PolicyRulesWithSubjects rule)
    {
        users = [.. rule.Subjects.Where(s => s is { Kind: SubjectKinds.User, User: not null }).Select(s => s.User!.Name)];
        groups = [.. rule.Subjects.Where(s => s is { Kind: SubjectKinds.Group, Group: not null }).Select(s => s.Group!.Name)];
        var named = rule.Subjects.Where(s => s is { Kind: SubjectKinds.ServiceAccount, ServiceAccount: not null }).Select(s => s.ServiceAccount!).ToList();
        accounts = [.. named.Where(a => a.Name != All).Select(a => $"{ServiceAccountPrefix}{a.Namespace}:{a.Name}")];
        accountNamespaces = [.. named.Where(a => a.Name == All).Select(a => $"{ServiceAccountPrefix}{a.Namespace}:")];
        resources = [.. rule.ResourceRules.Select(r => new ResourceMatch([.. r.Verbs], [.. r.APIGroups], [.. r.Resources], r.ClusterScope, [.. r.Namespaces]))];
        paths = [.. rule.NonResourceRules.Select(r => new PathMatch([.. r.Verbs], [.. r.NonResourceURLs]))];
    }

    /// <summary>Whether the rule takes the request in.</summary>
    public bool Matches(in FlowDigest digest) => MatchesRequest(digest) && MatchesUser(digest.User);

    private bool MatchesRequest(in FlowDigest digest)
    {
        if (digest.IsResource)
        {
            foreach (var resource in resources)
            {
                if (resource.Matches(digest))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var path in paths)
        {
            if (path.Matches(digest))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesUser(UserInfo user)
    {
        if (Has(users, user.Name) || Contains(accounts, user.Name))
        {
            return true;
        }

        foreach (var prefix in accountNamespaces)
        {
            if (user.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        if (groups.Length > 0)
        {
            for (var i = 0; i < user.Groups.Count; i++)
            {
                if (Has(groups, user.Groups[i]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Has(string[] values, string value) => (values.Length > 0 && values[0] == All) || Contains(values, value);

    private static bool Contains(string[] values, string value)
    {
        foreach (var candidate in values)
        {
            if (candidate == value)
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct ResourceMatch(string[] Verbs, string[] Groups, string[] Resources, bool ClusterScope, string[] Namespaces)
    {
        public bool Matches(in FlowDigest digest) =>
            Has(Verbs, digest.Verb)
            && Has(Groups, digest.Group)
            && HasResource(digest)
            && (digest.Namespace.Length == 0 ? ClusterScope : Has(Namespaces, digest.Namespace));

        private bool HasResource(in FlowDigest digest)
        {
            if (digest.Subresource.Length == 0)
            {
                return Has(Resources, digest.Resource);
            }

            foreach (var resource in Resources)
            {
                if (resource == All || IsSubresource(resource, digest.Resource, digest.Subresource))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool IsSubresource(string rule, string resource, string subresource) =>
            rule.Length == resource.Length + 1 + subresource.Length
            && rule[resource.Length] == '/'
            && rule.StartsWith(resource, StringComparison.Ordinal)
            && rule.EndsWith(subresource, StringComparison.Ordinal);
    }

    private readonly record struct PathMatch(string[] Verbs, string[] Paths)
    {
        public bool Matches(in FlowDigest digest)
        {
            if (!Has(Verbs, digest.Verb))
            {
                return false;
            }

            foreach (var path in Paths)
            {
                // "/a/*" takes in what is below "/a/".
                var below = path.Length > 1 && path.EndsWith("/*", StringComparison.Ordinal);
                if (path == All || path == digest.Path || (below && digest.Path.AsSpan().StartsWith(path.AsSpan(0, path.Length - 1), StringComparison.Ordinal)))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
