using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for persistent volumes and claims.</summary>
internal static class StorageRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(PersistentVolume volume, ErrorList errors)
    {
        if (volume.Spec.AccessModes.IsEmpty)
        {
            errors.Required(Spec.Child("accessModes"));
        }

        if (volume.Spec.Capacity.IsEmpty)
        {
            errors.Required(Spec.Child("capacity"));
        }
        else if (!volume.Spec.Capacity.ContainsKey("storage") || volume.Spec.Capacity.Count > 1)
        {
            errors.NotSupported(Spec.Child("capacity"), string.Join(',', volume.Spec.Capacity.Keys), "storage");
        }

        foreach (var (resource, amount) in volume.Spec.Capacity)
        {
            if (amount.Sign <= 0)
            {
                errors.Invalid(Spec.Child("capacity").Key(resource), amount, "must be greater than zero");
            }
        }

        if (volume.Spec is { Local: not null, NodeAffinity: null })
        {
            errors.Required(Spec.Child("nodeAffinity"), "Local volume requires node affinity");
        }

        if (volume.Spec.NodeAffinity?.Required is { } required)
        {
            AffinityRules.Validate(required, Spec.Child("nodeAffinity", "required"), errors);
        }
    }

    public static void ValidateUpdate(PersistentVolume volume, PersistentVolume old, ErrorList errors) =>
        errors.Immutable(Spec.Child("volumeMode"), volume.Spec.VolumeMode, old.Spec.VolumeMode);

    public static void Validate(PersistentVolumeClaim claim, ErrorList errors)
    {
        var spec = claim.Spec;
        if (spec.AccessModes.IsEmpty)
        {
            errors.Required(Spec.Child("accessModes"), "at least 1 access mode is required");
        }
        else if (spec.AccessModes.Count > 1 && spec.AccessModes.Contains(PersistentVolumeAccessModes.ReadWriteOncePod))
        {
            errors.Forbidden(Spec.Child("accessModes"), "may not use ReadWriteOncePod with other access modes");
        }

        SelectorRules.Validate(spec.Selector, Spec.Child("selector"), errors);
        if (!spec.Resources.Requests.TryGetValue("storage", out var storage))
        {
            errors.Required(Spec.Child("resources").Key("storage"));
        }
        else if (storage.Sign <= 0)
        {
            errors.Invalid(Spec.Child("resources").Key("storage"), storage, "must be greater than zero");
        }

        if (spec.StorageClassName is { Length: > 0 } name)
        {
            errors.Check(Spec.Child("storageClassName"), name, Names.Dns1123SubdomainProblem(name));
        }
    }

    /// <summary>A claim may be bound, and may grow; nothing else of it changes.</summary>
    public static void ValidateUpdate(PersistentVolumeClaim claim, PersistentVolumeClaim old, ErrorList errors)
    {
        var same = old.Spec with
        {
            VolumeName = old.Spec.VolumeName.Length == 0 ? claim.Spec.VolumeName : old.Spec.VolumeName,
            Resources = claim.Spec.Resources,
            VolumeAttributesClassName = claim.Spec.VolumeAttributesClassName,
            StorageClassName = old.Spec.StorageClassName ?? claim.Spec.StorageClassName,
        };
        if (same != claim.Spec)
        {
            errors.Forbidden(Spec, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }

        if (claim.Spec.Resources.Requests.TryGetValue("storage", out var size) && old.Spec.Resources.Requests.TryGetValue("storage", out var before)
            && size < before && !(old.Status.Capacity.TryGetValue("storage", out var given) && size > given))
        {
            errors.Forbidden(Spec.Child("resources", "requests").Child("storage"), "field can not be less than status.capacity");
        }
    }
}
