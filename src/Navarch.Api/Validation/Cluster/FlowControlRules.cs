using System.Numerics;
using Navarch.Api.FlowControl.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for priority and fairness. That the mandatory objects stay as they are is the server's to see to: it makes them.</summary>
internal static class FlowControlRules
{
    private const int LastPrecedence = 10000;
    private const int MostQueues = 10_000_000;
    private const int MostEntropyBits = 60;
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly string[] ResourceVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
    private static readonly string[] PathVerbs = ["delete", "get", "head", "options", "patch", "post", "put"];

    public static void Validate(FlowSchema schema, ErrorList errors)
    {
        var precedence = schema.Spec.MatchingPrecedence;
        errors.Check(Spec.Child("matchingPrecedence"), precedence, precedence switch
        {
            <= 0 => "must be a positive value",
            > LastPrecedence => $"must not be greater than {LastPrecedence}",
            1 when schema.Metadata.Name != "exempt" => "only the schema named 'exempt' may have matchingPrecedence 1",
            _ => null,
        });
        var level = schema.Spec.PriorityLevelConfiguration.Name;
        if (level.Length == 0)
        {
            errors.Required(Spec.Child("priorityLevelConfiguration", "name"), "must reference a priority level");
        }

        NamedRules.Optional(Spec.Child("priorityLevelConfiguration", "name"), level, Names.Dns1123SubdomainProblem, errors);
        for (var i = 0; i < schema.Spec.Rules.Count; i++)
        {
            Rule(schema.Spec.Rules[i], Spec.Child("rules").Index(i), errors);
        }
    }

    public static void ValidateStatus(FlowSchema schema, FlowSchema old, ErrorList errors) => Conditions(schema.Status.Conditions.Select(c => c.Type), errors);

    public static void Validate(PriorityLevelConfiguration level, ErrorList errors)
    {
        switch (level.Spec.Type)
        {
            case PriorityLevelEnablements.Exempt:
                Forbidden(level.Spec.Limited, Spec.Child("limited"), "must be nil if the type is not Limited", errors);
                if (level.Spec.Exempt is { } exempt)
                {
                    Shares(exempt.NominalConcurrencyShares, exempt.LendablePercent, Spec.Child("exempt"), errors);
                }

                break;
            case PriorityLevelEnablements.Limited:
                Forbidden(level.Spec.Exempt, Spec.Child("exempt"), "must be nil if the type is Limited", errors);
                if (level.Spec.Limited is not { } limited)
                {
                    errors.Required(Spec.Child("limited"), "must not be empty when type is Limited");
                    break;
                }

                Limited(limited, Spec.Child("limited"), errors);
                break;
            default:
                // The schema's check of the type has told.
                break;
        }
    }

    public static void ValidateStatus(PriorityLevelConfiguration level, PriorityLevelConfiguration old, ErrorList errors) =>
        Conditions(level.Status.Conditions.Select(c => c.Type), errors);

    private static void Rule(PolicyRulesWithSubjects rule, FieldPath path, ErrorList errors)
    {
        Some(rule.Subjects.Count, path.Child("subjects"), "subjects must contain at least one value", errors);
        for (var i = 0; i < rule.Subjects.Count; i++)
        {
            Subject(rule.Subjects[i], path.Child("subjects").Index(i), errors);
        }

        Some(rule.ResourceRules.Count + rule.NonResourceRules.Count, path, "at least one of resourceRules and nonResourceRules has to be non-empty", errors);
        for (var i = 0; i < rule.ResourceRules.Count; i++)
        {
            Resources(rule.ResourceRules[i], path.Child("resourceRules").Index(i), errors);
        }

        for (var i = 0; i < rule.NonResourceRules.Count; i++)
        {
            Paths(rule.NonResourceRules[i], path.Child("nonResourceRules").Index(i), errors);
        }
    }

    private static void Subject(Subject subject, FieldPath path, ErrorList errors)
    {
        Part(subject.User, "user", SubjectKinds.User, subject.Kind, path, errors);
        Part(subject.Group, "group", SubjectKinds.Group, subject.Kind, path, errors);
        Part(subject.ServiceAccount, "serviceAccount", SubjectKinds.ServiceAccount, subject.Kind, path, errors);
        switch (subject)
        {
            case { Kind: SubjectKinds.User, User.Name.Length: 0 }:
                errors.Required(path.Child("user", "name"));
                break;
            case { Kind: SubjectKinds.Group, Group.Name.Length: 0 }:
                errors.Required(path.Child("group", "name"));
                break;
            case { Kind: SubjectKinds.ServiceAccount, ServiceAccount: { } account }:
                NamedRules.Needed(path.Child("serviceAccount", "name"), account.Name, n => n == "*" ? null : Names.Dns1123SubdomainProblem(n), errors);
                NamedRules.Needed(path.Child("serviceAccount", "namespace"), account.Namespace, Names.Dns1123LabelProblem, errors);
                break;
            default:
                break;
        }
    }

    private static void Part(object? part, string field, string kind, string given, FieldPath path, ErrorList errors)
    {
        if (given == kind && part is null)
        {
            errors.Required(path.Child(field), $"{field} is required when subject kind is '{kind}'");
        }
        else if (given != kind && part is not null)
        {
            errors.Forbidden(path.Child(field), $"{field} is forbidden when subject kind is not '{kind}'");
        }
    }

    private static void Resources(ResourcePolicyRule rule, FieldPath path, ErrorList errors)
    {
        Verbs(rule.Verbs, ResourceVerbs, path.Child("verbs"), errors);
        Some(rule.APIGroups.Count, path.Child("apiGroups"), "resource rules must supply at least one api group", errors);
        NamedRules.WildcardAlone(path.Child("apiGroups"), rule.APIGroups, "api groups", errors);
        Some(rule.Resources.Count, path.Child("resources"), "resource rules must supply at least one resource", errors);
        NamedRules.WildcardAlone(path.Child("resources"), rule.Resources, "resources", errors);
        Some(rule.Namespaces.Count + (rule.ClusterScope ? 1 : 0), path.Child("namespaces"), "resource rules that are not cluster scoped must supply at least one namespace", errors);
        NamedRules.WildcardAlone(path.Child("namespaces"), rule.Namespaces, "namespaces", errors);
        for (var i = 0; i < rule.Namespaces.Count; i++)
        {
            if (rule.Namespaces[i] != "*")
            {
                errors.Check(path.Child("namespaces").Index(i), rule.Namespaces[i], Names.Dns1123LabelProblem(rule.Namespaces[i]));
            }
        }
    }

    private static void Paths(NonResourcePolicyRule rule, FieldPath path, ErrorList errors)
    {
        Verbs(rule.Verbs, PathVerbs, path.Child("verbs"), errors);
        Some(rule.NonResourceURLs.Count, path.Child("nonResourceURLs"), "nonResourceURLs must contain at least one value", errors);
        NamedRules.WildcardAlone(path.Child("nonResourceURLs"), rule.NonResourceURLs, "non-resource URLs", errors);
        for (var i = 0; i < rule.NonResourceURLs.Count; i++)
        {
            errors.Check(path.Child("nonResourceURLs").Index(i), rule.NonResourceURLs[i], PathProblem(rule.NonResourceURLs[i]));
        }
    }

    private static string? PathProblem(string path) =>
        path == "*" ? null
        : path.Length == 0 ? "must not be empty"
        : path[0] != '/' ? "must start with slash"
        : path.Contains(' ', StringComparison.Ordinal) ? "must not contain white-space"
        : path.Contains("//", StringComparison.Ordinal) ? "must not contain double slash"
        : path.AsSpan(0, path.Length - 1).Contains('*') || (path.EndsWith('*') && !path.EndsWith("/*", StringComparison.Ordinal)) ? "wildcard can only do suffix matching"
        : null;

    private static void Verbs(ValueList<string> verbs, string[] supported, FieldPath path, ErrorList errors)
    {
        Some(verbs.Count, path, "verbs must contain at least one value", errors);
        if (verbs.Contains("*", StringComparer.Ordinal))
        {
            NamedRules.WildcardAlone(path, verbs, "verbs", errors);
        }
        else if (verbs.Any(v => !supported.Contains(v, StringComparer.Ordinal)))
        {
            errors.NotSupported(path, verbs, supported);
        }
    }

    private static void Limited(LimitedPriorityLevelConfiguration limited, FieldPath path, ErrorList errors)
    {
        Shares(limited.NominalConcurrencyShares, limited.LendablePercent, path, errors);
        errors.Check(path.Child("borrowingLimitPercent"), limited.BorrowingLimitPercent, limited.BorrowingLimitPercent < 0 ? "if specified, must be a non-negative integer" : null);
        path = path.Child("limitResponse");
        switch (limited.LimitResponse)
        {
            case { Type: LimitResponseTypes.Reject }:
                Forbidden(limited.LimitResponse.Queuing, path.Child("queuing"), "must be nil if limited.limitResponse.type is not Queue", errors);
                break;
            case { Type: LimitResponseTypes.Queue, Queuing: null }:
                errors.Required(path.Child("queuing"), "must not be empty if limited.limitResponse.type is Queue");
                break;
            case { Type: LimitResponseTypes.Queue, Queuing: { } queuing }:
                Queuing(queuing, path.Child("queuing"), errors);
                break;
            default:
                break;
        }
    }

    private static void Queuing(QueuingConfiguration queuing, FieldPath path, ErrorList errors)
    {
        errors.Check(path.Child("queueLengthLimit"), queuing.QueueLengthLimit, queuing.QueueLengthLimit <= 0 ? "must be positive" : null);
        errors.Check(path.Child("queues"), queuing.Queues, queuing.Queues <= 0 ? "must be positive" : queuing.Queues > MostQueues ? $"must not be greater than {MostQueues}" : null);
        errors.Check(path.Child("handSize"), queuing.HandSize, queuing.HandSize <= 0 ? "must be positive"
            : queuing.HandSize > queuing.Queues ? $"should not be greater than queues ({queuing.Queues})"
            : EntropyBits(queuing.Queues, queuing.HandSize) > MostEntropyBits
                ? $"required entropy bits of deckSize {queuing.Queues} and handSize {queuing.HandSize} should not be greater than {MostEntropyBits}"
            : null);
    }

    /// <summary>How many bits of a hash it takes to deal a hand from the queues: the logarithm of the number of hands.</summary>
    private static long EntropyBits(int queues, int hand)
    {
        var hands = BigInteger.One;
        for (var i = 0; i < hand && hands.GetBitLength() <= MostEntropyBits + 1; i++)
        {
            hands *= queues - i;
        }

        return (hands - 1).GetBitLength();
    }

    private static void Shares(int? shares, int? lendable, FieldPath path, ErrorList errors)
    {
        errors.Check(path.Child("nominalConcurrencyShares"), shares, shares < 0 ? "must be a non-negative integer" : null);
        errors.InRange(path.Child("lendablePercent"), lendable, 0, 100);
    }

    private static void Conditions(IEnumerable<string> types, ErrorList errors)
    {
        var path = FieldPath.Of("status").Child("conditions");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var type in types)
        {
            NamedRules.Needed(path.Index(i).Child("type"), type, _ => null, errors);
            if (!seen.Add(type))
            {
                errors.Duplicate(path.Index(i).Child("type"), type);
            }

            i++;
        }
    }

    private static void Some(int count, FieldPath path, string what, ErrorList errors)
    {
        if (count == 0)
        {
            errors.Required(path, what);
        }
    }

    private static void Forbidden(object? value, FieldPath path, string why, ErrorList errors)
    {
        if (value is not null)
        {
            errors.Forbidden(path, why);
        }
    }
}
