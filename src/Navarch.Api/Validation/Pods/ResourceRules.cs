using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for amounts of resources.</summary>
internal static class ResourceRules
{
    private static readonly string[] Standard = ["cpu", "memory", "ephemeral-storage"];

    public static void Validate(ResourceRequirements resources, FieldPath path, ErrorList errors)
    {
        Amounts(resources.Limits, path.Child("limits"), errors);
        Amounts(resources.Requests, path.Child("requests"), errors);
        foreach (var (resource, request) in resources.Requests)
        {
            var hasLimit = resources.Limits.TryGetValue(resource, out var limit);
            if (hasLimit && request > limit)
            {
                errors.Invalid(path.Child("requests"), request, $"must be less than or equal to {resource} limit of {limit}");
            }
            else if (IsExtended(resource) && (!hasLimit || request != limit))
            {
                errors.Invalid(path.Child("requests"), request, $"must be equal to {resource} limit of {(hasLimit ? limit : Quantity.Zero)}");
            }
        }
    }

    /// <summary>Amounts by resource: known or qualified names, nothing below zero, whole amounts of extended resources.</summary>
    public static void Amounts(ValueMap<Quantity> amounts, FieldPath path, ErrorList errors)
    {
        foreach (var (resource, amount) in amounts)
        {
            var at = path.Key(resource);
            errors.Check(at, resource, Names.QualifiedNameProblem(resource));
            if (!resource.Contains('/', StringComparison.Ordinal) && !IsStandard(resource))
            {
                errors.Invalid(at, resource, "must be a standard resource for containers");
            }

            if (amount.Sign < 0)
            {
                errors.Invalid(at, amount, "must be greater than or equal to 0");
            }

            if ((IsExtended(resource) || resource.StartsWith("hugepages-", StringComparison.Ordinal)) && amount.MilliValue() % 1000 != 0)
            {
                errors.Invalid(at, amount, "must be an integer");
            }
        }
    }

    private static bool IsStandard(string resource) => Standard.Contains(resource) || resource.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool IsExtended(string resource) =>
        resource.Contains('/', StringComparison.Ordinal) && !resource.StartsWith("kubernetes.io/", StringComparison.Ordinal) && !resource.StartsWith("requests.", StringComparison.Ordinal);
}
