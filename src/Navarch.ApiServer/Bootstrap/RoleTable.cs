using Navarch.Api.Rbac.V1;

namespace Navarch.ApiServer.Bootstrap;

/// <summary>
/// The roles every cluster has, as a table. A line <c>role NAME [SUBJECT...]</c> begins a cluster role and binds it to the subjects
/// (<c>user:NAME</c>, <c>group:NAME</c>, <c>sa:NAME</c> in kube-system); each line under it is a rule: <c>VERBS GROUPS RESOURCES [NAMES]</c>, with commas inside,
/// <c>core</c> for the unnamed group and <c>all</c> for the eight ordinary verbs, or <c>VERBS url PATHS</c>. A role <c>system:aggregate-to-NAME</c>
/// is made together with the role NAME that aggregates it.
/// </summary>
internal static class RoleTable
{
    /// <summary>The annotation that lets the server complete a role at its start.</summary>
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    private const string OrdinaryVerbs = "create,delete,deletecollection,get,list,patch,update,watch";
    private const string BootstrapLabel = "kubernetes.io/bootstrapping";
    private const string AggregatedPrefix = "system:aggregate-to-";
    private const string AggregationLabel = "rbac.authorization.k8s.io/aggregate-to-";

    /// <summary>The roles and bindings of a table.</summary>
    public static IEnumerable<IKubernetesObject> Parse(string table)
    {
        ClusterRole? role = null;
        var subjects = Array.Empty<string>();
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (words[0] != "role")
            {
                role = role! with { Rules = role.Rules.Add(Rule(words)) };
                continue;
            }

            foreach (var made in Finished(role, subjects))
            {
                yield return made;
            }

            role = new ClusterRole { Metadata = Meta(words[1]) };
            subjects = words[2..];
            if (role.Metadata.Name.StartsWith(AggregatedPrefix, StringComparison.Ordinal))
            {
                role = role with { Metadata = role.Metadata.WithLabel(AggregationLabel + role.Metadata.Name[AggregatedPrefix.Length..], "true") };
            }
        }

        foreach (var made in Finished(role, subjects))
        {
            yield return made;
        }
    }

    private static IEnumerable<IKubernetesObject> Finished(ClusterRole? role, string[] subjects)
    {
        if (role is null)
        {
            yield break;
        }

        yield return role;
        if (role.Metadata.Name.StartsWith(AggregatedPrefix, StringComparison.Ordinal))
        {
            yield return Aggregated(role);
        }

        if (subjects.Length > 0)
        {
            yield return new ClusterRoleBinding
            {
                Metadata = Meta(role.Metadata.Name),
                RoleRef = new RoleRef { APIGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = role.Metadata.Name },
                Subjects = subjects.Select(SubjectOf).ToValueList(),
            };
        }
    }

    /// <summary>The role that a part begins: it has the part's rules at once, and takes in more by label.</summary>
    private static ClusterRole Aggregated(ClusterRole part)
    {
        var name = part.Metadata.Name[AggregatedPrefix.Length..];
        return new()
        {
            Metadata = Meta(name),
            Rules = part.Rules,
            AggregationRule = new AggregationRule { ClusterRoleSelectors = [new LabelSelector { MatchLabels = ValueMap.Of((AggregationLabel + name, "true")) }] },
        };
    }

    private static ObjectMeta Meta(string name) => new()
    {
        Name = name,
        Labels = ValueMap.Of((BootstrapLabel, "rbac-defaults")),
        Annotations = ValueMap.Of((AutoUpdate, "true")),
    };

    private static Subject SubjectOf(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var name = text[(at + 1)..];
        return text[..at] switch
        {
            "user" => new Subject { Kind = "User", APIGroup = "rbac.authorization.k8s.io", Name = name },
            "group" => new Subject { Kind = "Group", APIGroup = "rbac.authorization.k8s.io", Name = name },
            _ => new Subject { Kind = "ServiceAccount", Namespace = "kube-system", Name = name },
        };
    }

    private static PolicyRule Rule(string[] words) => words[1] == "url"
        ? new PolicyRule { Verbs = List(words[0]), NonResourceURLs = List(words[2]) }
        : new PolicyRule
        {
            Verbs = List(words[0] == "all" ? OrdinaryVerbs : words[0]),
            APIGroups = List(words[1]).Select(g => g == "core" ? "" : g).ToValueList(),
            Resources = List(words[2]),
            ResourceNames = words.Length > 3 ? List(words[3]) : [],
        };

    private static ValueList<string> List(string text) => text.Split(',').ToValueList();
}
