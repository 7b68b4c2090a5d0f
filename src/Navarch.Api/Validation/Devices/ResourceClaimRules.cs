using Navarch.Api.Resource.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for claims of devices, their templates and the classes they name.</summary>
internal static class ResourceClaimRules
{
    private const int MostAlternatives = 8;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(ResourceClaim claim, ErrorList errors) => Claim(claim.Spec.Devices, Spec.Child("devices"), errors);

    public static void ValidateUpdate(ResourceClaim claim, ResourceClaim old, ErrorList errors) => errors.Immutable(Spec, claim.Spec, old.Spec);

    public static void Validate(ResourceClaimTemplate template, ErrorList errors)
    {
        MetadataRules.Labels(template.Spec.Metadata.Labels, Spec.Child("metadata", "labels"), errors);
        MetadataRules.Annotations(template.Spec.Metadata.Annotations, Spec.Child("metadata", "annotations"), errors);
        Claim(template.Spec.Spec.Devices, Spec.Child("spec", "devices"), errors);
    }

    public static void ValidateUpdate(ResourceClaimTemplate template, ResourceClaimTemplate old, ErrorList errors) => errors.Immutable(Spec, template.Spec, old.Spec);

    public static void Validate(DeviceClass deviceClass, ErrorList errors)
    {
        DeviceNameRules.Selectors(deviceClass.Spec.Selectors, Spec.Child("selectors"), errors);
        DeviceNameRules.Count(deviceClass.Spec.Config.Count, DeviceNameRules.MostItems, Spec.Child("config"), errors);
        for (var i = 0; i < deviceClass.Spec.Config.Count; i++)
        {
            DeviceNameRules.Configuration(deviceClass.Spec.Config[i].Opaque, Spec.Child("config").Index(i), errors);
        }

        if (deviceClass.Spec.ExtendedResourceName is { } extended && (!ResourceRules.IsExtended(extended) || Names.QualifiedNameProblem(extended) is not null))
        {
            errors.Invalid(Spec.Child("extendedResourceName"), extended, "must be a valid extended resource name");
        }
    }

    /// <summary>The names by which a claim's requests, and the alternatives within them, can be referred to.</summary>
    public static HashSet<string> RequestNames(DeviceClaim claim) => claim.Requests
        .SelectMany(r => r.FirstAvailable.Select(f => $"{r.Name}/{f.Name}").Prepend(r.Name))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>References to requests by name.</summary>
    public static void References(ValueList<string> names, HashSet<string> known, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Count(names.Count, DeviceNameRules.MostItems, path, errors);
        NamedRules.Distinct(path, names, errors);
        for (var i = 0; i < names.Count; i++)
        {
            if (!known.Contains(names[i]))
            {
                errors.Invalid(path.Index(i), names[i], "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'");
            }
        }
    }

    private static void Claim(DeviceClaim claim, FieldPath path, ErrorList errors)
    {
        var known = RequestNames(claim);
        DeviceNameRules.Count(claim.Requests.Count, DeviceNameRules.MostItems, path.Child("requests"), errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < claim.Requests.Count; i++)
        {
            var at = path.Child("requests").Index(i);
            Request(claim.Requests[i], at, errors);
            if (claim.Requests[i].Name.Length > 0 && !names.Add(claim.Requests[i].Name))
            {
                errors.Duplicate(at.Child("name"), claim.Requests[i].Name);
            }
        }

        DeviceNameRules.Count(claim.Constraints.Count, DeviceNameRules.MostItems, path.Child("constraints"), errors);
        for (var i = 0; i < claim.Constraints.Count; i++)
        {
            Constraint(claim.Constraints[i], known, path.Child("constraints").Index(i), errors);
        }

        DeviceNameRules.Count(claim.Config.Count, DeviceNameRules.MostItems, path.Child("config"), errors);
        for (var i = 0; i < claim.Config.Count; i++)
        {
            var at = path.Child("config").Index(i);
            References(claim.Config[i].Requests, known, at.Child("requests"), errors);
            DeviceNameRules.Configuration(claim.Config[i].Opaque, at, errors);
        }
    }

    private static void Request(DeviceRequest request, FieldPath path, ErrorList errors)
    {
        const string one = "exactly one of `exactly` or `firstAvailable` is required";
        DeviceNameRules.Label(path.Child("name"), request.Name, errors);
        if (request.Exactly is null && request.FirstAvailable.IsEmpty)
        {
            errors.Required(path, one);
        }
        else if (request.Exactly is not null && !request.FirstAvailable.IsEmpty)
        {
            errors.Invalid(path, null, one + ", but multiple fields are set");
        }

        if (request.Exactly is { } exactly)
        {
            Wanted(exactly.DeviceClassName, exactly.Selectors, exactly.AllocationMode, exactly.Count, exactly.Tolerations, exactly.Capacity, path.Child("exactly"), errors);
        }

        DeviceNameRules.Count(request.FirstAvailable.Count, MostAlternatives, path.Child("firstAvailable"), errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.FirstAvailable.Count; i++)
        {
            var (sub, at) = (request.FirstAvailable[i], path.Child("firstAvailable").Index(i));
            DeviceNameRules.Label(at.Child("name"), sub.Name, errors);
            if (sub.Name.Length > 0 && !names.Add(sub.Name))
            {
                errors.Duplicate(at.Child("name"), sub.Name);
            }

            Wanted(sub.DeviceClassName, sub.Selectors, sub.AllocationMode, sub.Count, sub.Tolerations, sub.Capacity, at, errors);
        }
    }

    private static void Wanted(
        string className,
        ValueList<DeviceSelector> selectors,
        string mode,
        long count,
        ValueList<DeviceToleration> tolerations,
        CapacityRequirements? capacity,
        FieldPath path,
        ErrorList errors)
    {
        NamedRules.Needed(path.Child("deviceClassName"), className, Names.Dns1123SubdomainProblem, errors);
        DeviceNameRules.Selectors(selectors, path.Child("selectors"), errors);
        switch (mode)
        {
            case DeviceAllocationModes.All when count != 0:
                errors.Invalid(path.Child("count"), count, $"must not be specified when allocationMode is '{mode}'");
                break;
            case DeviceAllocationModes.ExactCount when count <= 0:
                errors.Invalid(path.Child("count"), count, "must be greater than zero");
                break;
            default:
                // The schema's check of the mode has told what is none.
                break;
        }

        DeviceNameRules.Tolerations(tolerations, path.Child("tolerations"), errors);
        foreach (var (name, amount) in capacity?.Requests ?? default)
        {
            var at = path.Child("capacity", "requests").Key(name);
            DeviceNameRules.Qualified(at, name, needsDomain: false, errors);
            errors.Check(at, amount, amount.Sign < 0 ? "must be greater than or equal to 0" : null);
        }
    }

    private static void Constraint(DeviceConstraint constraint, HashSet<string> known, FieldPath path, ErrorList errors)
    {
        References(constraint.Requests, known, path.Child("requests"), errors);
        switch (constraint)
        {
            case { MatchAttribute: null, DistinctAttribute: null }:
                errors.Required(path, "exactly one of `matchAttribute` or `distinctAttribute` is required");
                break;
            case { MatchAttribute: not null, DistinctAttribute: not null }:
                errors.Invalid(path, null, "exactly one of `matchAttribute` or `distinctAttribute` is required, but multiple fields are set");
                break;
            case { MatchAttribute: { } match }:
                DeviceNameRules.Qualified(path.Child("matchAttribute"), match, needsDomain: true, errors);
                break;
            case { DistinctAttribute: { } distinct }:
                DeviceNameRules.Qualified(path.Child("distinctAttribute"), distinct, needsDomain: true, errors);
                break;
        }
    }
}
