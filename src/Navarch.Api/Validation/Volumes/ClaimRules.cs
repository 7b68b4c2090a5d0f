using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for persistent volume claims.</summary>
internal static class ClaimRules
{
    private const string Storage = "storage";
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly IReadOnlyList<string> ResizeStates =
        ["ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizePending", "NodeResizeInProgress", "NodeResizeInfeasible"];

    public static void Validate(PersistentVolumeClaim claim, ErrorList errors) => ValidateSpec(claim.Spec, Spec, errors);

    /// <summary>A claim's spec, wherever it stands.</summary>
    public static void ValidateSpec(PersistentVolumeClaimSpec spec, FieldPath path, ErrorList errors)
    {
        AccessModes(spec.AccessModes, "at least 1 access mode is required", path, errors);
        SelectorRules.Validate(spec.Selector, path.Child("selector"), errors);
        if (!spec.Resources.Requests.TryGetValue(Storage, out var storage))
        {
            errors.Required(path.Child("resources").Key(Storage));
        }
        else if (storage.Sign <= 0)
        {
            errors.Invalid(path.Child("resources").Key(Storage), storage, "must be greater than zero");
        }

        errors.Check(path, "storageClassName", spec.StorageClassName, Names.Dns1123SubdomainProblem);
        errors.Check(path, "volumeAttributesClassName", spec.VolumeAttributesClassName, Names.Dns1123SubdomainProblem);
        if (spec.DataSource is { } source)
        {
            DataSource(source.APIGroup, source.Kind, source.Name, path.Child("dataSource"), errors);
        }

        if (spec.DataSourceRef is { } reference)
        {
            DataSource(reference.APIGroup, reference.Kind, reference.Name, path.Child("dataSourceRef"), errors);
            errors.Check(path.Child("dataSourceRef"), "namespace", reference.Namespace, Names.Dns1123LabelProblem);
            if (reference.Namespace is { Length: > 0 } && spec.DataSource is not null)
            {
                errors.Invalid(path, path.Child("dataSource").ToString(), "may not be specified when dataSourceRef.namespace is specified");
            }
            else if (spec.DataSource is { } twin && ((twin.APIGroup ?? "") != (reference.APIGroup ?? "") || twin.Kind != reference.Kind || twin.Name != reference.Name))
            {
                errors.Invalid(path, path.Child("dataSource").ToString(), "must match dataSourceRef");
            }
        }
    }

    /// <summary>A claim may be bound, get a class, and, once bound, grow or change its attributes; nothing else of it changes.</summary>
    public static void ValidateUpdate(PersistentVolumeClaim claim, PersistentVolumeClaim old, ErrorList errors)
    {
        var (spec, before) = (claim.Spec, old.Spec);
        if (spec == before)
        {
            return;
        }

        var isBound = old.Status.Phase == PersistentVolumeClaimPhases.Bound;
        var resources = isBound && spec.Resources.Requests.TryGetValue(Storage, out var size)
            ? before.Resources with { Requests = before.Resources.Requests.SetItem(Storage, size) } : before.Resources;
        var same = before with
        {
            VolumeName = before.VolumeName.Length == 0 ? spec.VolumeName : before.VolumeName,
            Resources = resources,
            VolumeAttributesClassName = isBound ? spec.VolumeAttributesClassName : before.VolumeAttributesClassName,
            StorageClassName = before.StorageClassName ?? spec.StorageClassName,
            VolumeMode = spec.VolumeMode,
        };
        if (same != spec)
        {
            errors.Forbidden(Spec, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }

        if (spec.Resources.Requests.TryGetValue(Storage, out var wanted) && before.Resources.Requests.TryGetValue(Storage, out var had)
            && wanted < had && !(old.Status.Capacity.TryGetValue(Storage, out var given) && wanted > given))
        {
            errors.Forbidden(Spec.Child("resources", "requests").Child(Storage), "field can not be less than status.capacity");
        }

        if (before.VolumeAttributesClassName is not null && spec.VolumeAttributesClassName is null)
        {
            errors.Forbidden(Spec.Child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
        }

        errors.Immutable(Spec, "volumeMode", spec.VolumeMode, before.VolumeMode);
    }

    /// <summary>What controllers and drivers report: amounts that exist, states of a growth that are known.</summary>
    public static void ValidateStatus(PersistentVolumeClaim claim, PersistentVolumeClaim old, ErrorList errors)
    {
        var path = FieldPath.Of("status");
        foreach (var (resource, amount) in claim.Status.Capacity.AsSpan())
        {
            ResourceRules.Amount(resource, amount, path.Child("capacity"), errors);
        }

        foreach (var (resource, amount) in claim.Status.AllocatedResources.AsSpan())
        {
            ResourceRules.Amount(resource, amount, path.Child("allocatedResources"), errors);
            if (resource == Storage && old.Spec.Resources.Requests.TryGetValue(Storage, out var wanted) && amount < wanted
                && claim.Status.Capacity.TryGetValue(Storage, out var given) && amount < given)
            {
                errors.Invalid(path.Child("allocatedResources").Key(resource), amount, "must be greater than or equal to status.capacity");
            }
        }

        foreach (var (resource, state) in claim.Status.AllocatedResourceStatuses.AsSpan())
        {
            if (!ResizeStates.Contains(state))
            {
                errors.NotSupported(path.Child("allocatedResourceStatuses").Key(resource), state, ResizeStates);
            }
        }
    }

    /// <summary>How a volume may be used: at least one way, and the exclusive way only alone.</summary>
    public static void AccessModes(ValueList<string> modes, string detail, FieldPath path, ErrorList errors)
    {
        if (modes.IsEmpty)
        {
            errors.Required(path.Child("accessModes"), detail);
        }
        else if (modes.Count > 1 && modes.Contains(PersistentVolumeAccessModes.ReadWriteOncePod))
        {
            errors.Forbidden(path.Child("accessModes"), "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void DataSource(string? group, string kind, string name, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "name", name);
        errors.Needs(path, "kind", kind);
        if (string.IsNullOrEmpty(group) && kind is not ("PersistentVolumeClaim" or ""))
        {
            errors.Invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }

        errors.Check(path, "apiGroup", group, Names.Dns1123SubdomainProblem);
    }
}
