using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for amounts of resources of containers and pods.</summary>
internal static class ResourceRules
{
    private static readonly IReadOnlyList<string> OfPods = ["cpu", "hugepages-", "memory"];

    /// <summary>What a container requests and may have.</summary>
    public static void Validate(ResourceRequirements resources, PodScope pod, FieldPath path, ErrorList errors)
    {
        if (!resources.Limits.IsEmpty)
        {
            Amounts(resources.Limits, path.Child("limits"), errors);
        }

        if (!resources.Requests.IsEmpty)
        {
            Amounts(resources.Requests, path.Child("requests"), errors);
            Compare(resources, path, errors);
        }

        if (!resources.Limits.IsEmpty || !resources.Requests.IsEmpty)
        {
            HugePages(resources, path, errors);
        }

        Claims(resources.Claims, pod, path, errors);
    }

    /// <summary>What a pod as a whole requests and may have: not less than its containers request, not less than each may have.</summary>
    public static void ValidatePod(PodSpec spec, ResourceRequirements resources, FieldPath path, ErrorList errors)
    {
        var at = path.Child("resources");
        OnlyOfPods(resources.Limits, at.Child("limits"), errors);
        OnlyOfPods(resources.Requests, at.Child("requests"), errors);
        Compare(resources, at, errors);
        HugePages(resources, at, errors);
        errors.Absent(resources.Claims.IsEmpty, at, "claims", "claims may not be set for Resources at pod-level");
        var total = resources.Requests.IsEmpty ? default : Pods.Requests(spec with { Resources = null, Overhead = default });
        foreach (var (resource, amount) in resources.Requests.AsSpan())
        {
            if (total.TryGetValue(resource, out var sum) && amount < sum)
            {
                errors.Invalid(at.Child("requests").Key(resource), amount, $"must be greater than or equal to aggregate container requests of {sum}");
            }
        }

        foreach (var (resource, most) in resources.Limits.AsSpan())
        {
            Within(spec.Containers, resource, most, path.Child("containers"), errors);
            Within(spec.InitContainers, resource, most, path.Child("initContainers"), errors);
        }
    }

    /// <summary>Amounts by resource: known or qualified names, nothing below zero, whole amounts of extended resources.</summary>
    public static void Amounts(ValueMap<Quantity> amounts, FieldPath path, ErrorList errors)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            if (NameProblem(resource) is { } problem)
            {
                errors.Invalid(path.Key(resource), resource, problem);
            }

            Amount(resource, amount, path, errors);
        }
    }

    /// <summary>An amount: not below zero, and whole for what cannot be divided.</summary>
    public static void Amount(string resource, Quantity amount, FieldPath path, ErrorList errors)
    {
        if (amount.Sign < 0)
        {
            errors.Invalid(path.Key(resource), amount, "must be greater than or equal to 0");
        }

        if (!MayOvercommit(resource) && amount.MilliValue() % 1000 != 0)
        {
            errors.Invalid(path.Key(resource), amount, "must be an integer");
        }
    }

    /// <summary>Whether a resource is one that vendors name: with a domain that is not Kubernetes' own.</summary>
    public static bool IsExtended(string resource)
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && !resource.AsSpan(0, slash).EndsWith("kubernetes.io")
            && !resource.StartsWith("requests.", StringComparison.Ordinal)
            && Names.QualifiedNameProblem("requests." + resource) is null;
    }

    /// <summary>Whether a resource is pages of a size.</summary>
    public static bool IsHugePages(string resource) => resource.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool MayOvercommit(string resource) => resource is "cpu" or "memory" or "ephemeral-storage" || !(IsHugePages(resource) || resource.Contains('/', StringComparison.Ordinal));

    private static string? NameProblem(string resource) =>
        resource is "cpu" or "memory" or "ephemeral-storage" ? null
        : Names.QualifiedNameProblem(resource) is { } problem ? problem
        : IsHugePages(resource) || IsExtended(resource) ? null
        : resource.Contains('/', StringComparison.Ordinal) ? "doesn't follow extended resource name standard"
        : "must be a standard resource for containers";

    private static void Compare(ResourceRequirements resources, FieldPath path, ErrorList errors)
    {
        foreach (var (resource, request) in resources.Requests.AsSpan())
        {
            var mayExceed = MayOvercommit(resource);
            if (!resources.Limits.TryGetValue(resource, out var limit))
            {
                if (!mayExceed)
                {
                    errors.Required(path.Child("limits"), "Limit must be set for non overcommitable resources");
                }
            }
            else if (!mayExceed && request != limit)
            {
                errors.Invalid(path.Child("requests"), request, $"must be equal to {resource} limit of {limit}");
            }
            else if (request > limit)
            {
                errors.Invalid(path.Child("requests"), request, $"must be less than or equal to {resource} limit of {limit}");
            }
        }
    }

    private static void HugePages(ResourceRequirements resources, FieldPath path, ErrorList errors)
    {
        var (pages, others) = (false, false);
        foreach (var list in (ReadOnlySpan<ValueMap<Quantity>>)[resources.Limits, resources.Requests])
        {
            foreach (var (resource, _) in list.AsSpan())
            {
                pages |= IsHugePages(resource);
                others |= resource is "cpu" or "memory";
            }
        }

        if (pages && !others)
        {
            errors.Forbidden(path, "HugePages require cpu or memory");
        }
    }

    private static void OnlyOfPods(ValueMap<Quantity> amounts, FieldPath path, ErrorList errors)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            if (resource is not ("cpu" or "memory") && !IsHugePages(resource))
            {
                errors.NotSupported(path.Key(resource), resource, OfPods);
            }

            Amount(resource, amount, path, errors);
        }
    }

    private static void Within(ValueList<Container> containers, string resource, Quantity most, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Resources.Limits.TryGetValue(resource, out var limit) && limit > most)
            {
                errors.Invalid(path.Index(i).Child("resources", "limits").Key(resource), limit, $"must be less than or equal to pod limits of {most}");
            }
        }
    }

    private static void Claims(ValueList<ResourceClaim> claims, PodScope pod, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            var (claim, at) = (claims[i], path.Child("claims").Index(i));
            if (claim.Name.Length == 0)
            {
                continue;
            }

            if (pod.ResourceClaim(claim.Name) is null)
            {
                errors.NotFound(at, claim.Name);
            }

            foreach (var other in claims.AsSpan()[..i])
            {
                if (other.Name == claim.Name && (other.Request == claim.Request || other.Request.Length == 0 || claim.Request.Length == 0))
                {
                    errors.Duplicate(at, claim.Request.Length == 0 ? claim.Name : $"{claim.Name}/{claim.Request}");
                }
            }

            errors.Check(at, "request", claim.Request, Names.Dns1123LabelProblem);
        }
    }
}
