using System.Collections.Frozen;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for resource quotas: names that can be counted, and scopes that fit them and each other.</summary>
internal static class ResourceQuotaRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FrozenSet<string> Compute = FrozenSet.Create(
        "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");

    private static readonly FrozenSet<string> Counted = FrozenSet.Create(
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers");

    private static readonly FrozenSet<string> Stored = FrozenSet.Create(
        "ephemeral-storage", "limits.ephemeral-storage", "requests.ephemeral-storage", "requests.storage");

    private static readonly (string One, string Other)[] Conflicts =
    [
        (ResourceQuotaScopes.Terminating, ResourceQuotaScopes.NotTerminating), (ResourceQuotaScopes.BestEffort, ResourceQuotaScopes.NotBestEffort),
    ];

    public static void Validate(ResourceQuota quota, ErrorList errors)
    {
        Amounts(quota.Spec.Hard, Spec.Child("hard"), errors);
        var scopes = quota.Spec.Scopes;
        if (!scopes.IsEmpty)
        {
            Scopes(scopes, quota.Spec.Hard, Spec.Child("scopes"), errors);
        }

        if (quota.Spec.ScopeSelector is { } selector)
        {
            Selector(selector, quota.Spec.Hard, Spec.Child("scopeSelector", "matchExpressions"), errors);
        }
    }

    /// <summary>What a quota is about does not change; how much it allows may.</summary>
    public static void ValidateUpdate(ResourceQuota quota, ResourceQuota old, ErrorList errors)
    {
        if (!quota.Spec.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(old.Spec.Scopes))
        {
            errors.Invalid(Spec.Child("scopes"), quota.Spec.Scopes, "field is immutable");
        }

        errors.Immutable(Spec, "scopeSelector", quota.Spec.ScopeSelector, old.Spec.ScopeSelector);
    }

    public static void ValidateStatus(ResourceQuota quota, ResourceQuota old, ErrorList errors)
    {
        Amounts(quota.Status.Hard, FieldPath.Of("status").Child("hard"), errors);
        Amounts(quota.Status.Used, FieldPath.Of("status").Child("used"), errors);
    }

    private static void Amounts(ValueMap<Quantity> amounts, FieldPath path, ErrorList errors)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            var at = path.Key(resource);
            if (Names.QualifiedNameProblem(resource) is { } problem)
            {
                errors.Invalid(at, resource, problem);
            }
            else if (!resource.Contains('/', StringComparison.Ordinal) && !Compute.Contains(resource) && !Counted.Contains(resource) && !Stored.Contains(resource)
                && !ResourceRules.IsHugePages(resource) && !resource.StartsWith("requests.hugepages-", StringComparison.Ordinal))
            {
                errors.Invalid(at, resource, "must be a standard resource for quota");
            }

            if (amount.Sign < 0)
            {
                errors.Invalid(at, amount, "must be greater than or equal to 0");
            }

            if ((Counted.Contains(resource) || resource.StartsWith("count/", StringComparison.Ordinal) || ResourceRules.IsExtended(resource)) && amount.MilliValue() % 1000 != 0)
            {
                errors.Invalid(at, amount, "must be an integer");
            }
        }
    }

    private static void Scopes(ValueList<string> scopes, ValueMap<Quantity> hard, FieldPath path, ErrorList errors)
    {
        foreach (var scope in scopes)
        {
            Fits(scope, scopes, hard, path, errors);
        }

        Conflict(scopes.ToHashSet(StringComparer.Ordinal), scopes, path, errors);
    }

    private static void Selector(ScopeSelector selector, ValueMap<Quantity> hard, FieldPath path, ErrorList errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < selector.MatchExpressions.Count; i++)
        {
            var (expression, at) = (selector.MatchExpressions[i], path.Index(i));
            names.Add(expression.ScopeName);
            Fits(expression.ScopeName, expression.ScopeName, hard, at.Child("scopeName"), errors);
            var takesValues = expression.ScopeName is ResourceQuotaScopes.PriorityClass or ResourceQuotaScopes.VolumeAttributesClass;
            if (!takesValues && expression.Operator != ScopeSelectorOperators.Exists)
            {
                errors.Invalid(
                    at.Child("operator"),
                    expression.Operator,
                    "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
            }

            if (expression.Operator is ScopeSelectorOperators.In or ScopeSelectorOperators.NotIn)
            {
                if (expression.Values.IsEmpty)
                {
                    errors.Required(at.Child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
            }
            else if (!expression.Values.IsEmpty)
            {
                errors.Invalid(at.Child("values"), expression.Values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
            }
        }

        Conflict(names, selector.MatchExpressions, path, errors);
    }

    private static void Fits(string scope, object shown, ValueMap<Quantity> hard, FieldPath path, ErrorList errors)
    {
        foreach (var (resource, _) in hard.AsSpan())
        {
            var fits = scope switch
            {
                ResourceQuotaScopes.BestEffort => resource is "pods" or "count/pods",
                ResourceQuotaScopes.VolumeAttributesClass => resource is "persistentvolumeclaims" or "requests.storage" or "count/persistentvolumeclaims"
                    || resource.Contains(".storageclass.storage.k8s.io/", StringComparison.Ordinal),
                _ => resource is "pods" or "count/pods" || Compute.Contains(resource) || !IsKnown(resource),
            };
            if (!fits && ResourceQuotaScopes.Values.Contains(scope) && IsKnown(resource))
            {
                errors.Invalid(path, shown, "unsupported scope applied to resource");
                return;
            }
        }
    }

    private static bool IsKnown(string resource) => Compute.Contains(resource) || Counted.Contains(resource) || Stored.Contains(resource);

    private static void Conflict(HashSet<string> scopes, object shown, FieldPath path, ErrorList errors)
    {
        foreach (var (one, other) in Conflicts)
        {
            if (scopes.Contains(one) && scopes.Contains(other))
            {
                errors.Invalid(path, shown, "conflicting scopes");
            }
        }
    }
}
