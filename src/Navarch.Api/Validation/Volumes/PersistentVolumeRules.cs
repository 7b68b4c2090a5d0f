using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for persistent volumes.</summary>
internal static class PersistentVolumeRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(PersistentVolume volume, ErrorList errors)
    {
        var spec = volume.Spec;
        ClaimRules.AccessModes(spec.AccessModes, "", Spec, errors);
        Capacity(spec.Capacity, errors);
        var sources = new VolumeSources(Spec, errors);
        if (sources.Is(spec.HostPath, "hostPath", out var host))
        {
            VolumeRules.HostPath(host, Spec.Child("hostPath"), errors);
            if (spec.PersistentVolumeReclaimPolicy == PersistentVolumeReclaimPolicies.Recycle && host.Path.Trim('/').Length == 0)
            {
                errors.Forbidden(Spec.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
            }
        }

        if (sources.Is(spec.Local, "local", out var local))
        {
            Local(local, spec.NodeAffinity, errors);
        }

        if (sources.Is(spec.CSI, "csi", out var csi))
        {
            Csi(csi, Spec.Child("csi"), errors);
        }

        RemoteVolumeRules.Validate(spec, ref sources);
        sources.Finish();
        errors.Check(Spec, "storageClassName", spec.StorageClassName, Names.Dns1123SubdomainProblem);
        if (spec.NodeAffinity is { } affinity)
        {
            if (affinity.Required is { } required)
            {
                AffinityRules.Validate(required, Spec.Child("nodeAffinity", "required"), errors);
            }
            else
            {
                errors.Required(Spec.Child("nodeAffinity", "required"), "must specify required node constraints");
            }
        }

        if (spec.VolumeAttributesClassName is { } attributes)
        {
            if (attributes.Length == 0)
            {
                errors.Required(Spec.Child("volumeAttributesClassName"), "an empty string is disallowed");
            }

            errors.Check(Spec, "volumeAttributesClassName", attributes, Names.Dns1123SubdomainProblem);
            if (spec.CSI is null)
            {
                errors.Required(Spec.Child("csi"), "has to be specified when using volumeAttributesClassName");
            }
        }
    }

    /// <summary>Where the data is never changes; nor does the mode, nor the nodes that reach it once they are told.</summary>
    public static void ValidateUpdate(PersistentVolume volume, PersistentVolume old, ErrorList errors)
    {
        // All that is not the source is taken from the new one: what still differs is the source.
        var (spec, before) = (volume.Spec, old.Spec);
        var csi = before.CSI is { } was && spec.CSI is { } now
            ? was with
            {
                ControllerExpandSecretRef = was.ControllerExpandSecretRef ?? now.ControllerExpandSecretRef,
                NodeExpandSecretRef = was.NodeExpandSecretRef ?? now.NodeExpandSecretRef,
            }
            : before.CSI;
        var same = before with
        {
            CSI = csi,
            Capacity = spec.Capacity,
            AccessModes = spec.AccessModes,
            ClaimRef = spec.ClaimRef,
            PersistentVolumeReclaimPolicy = spec.PersistentVolumeReclaimPolicy,
            StorageClassName = spec.StorageClassName,
            MountOptions = spec.MountOptions,
            VolumeMode = spec.VolumeMode,
            NodeAffinity = spec.NodeAffinity,
            VolumeAttributesClassName = spec.VolumeAttributesClassName,
        };
        if (same != spec)
        {
            errors.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        }

        errors.Immutable(Spec, "volumeMode", spec.VolumeMode, before.VolumeMode);
        if (before.NodeAffinity is not null)
        {
            errors.Immutable(Spec, "nodeAffinity", spec.NodeAffinity, before.NodeAffinity);
        }
    }

    private static void Capacity(ValueMap<Quantity> capacity, ErrorList errors)
    {
        if (capacity.IsEmpty)
        {
            errors.Required(Spec.Child("capacity"));
        }
        else if (!capacity.ContainsKey("storage") || capacity.Count > 1)
        {
            errors.NotSupported(Spec.Child("capacity"), string.Join(',', capacity.Keys), "storage");
        }

        foreach (var (resource, amount) in capacity.AsSpan())
        {
            if (amount.Sign <= 0)
            {
                errors.Invalid(Spec.Child("capacity").Key(resource), amount, "must be greater than zero");
            }
        }
    }

    private static void Local(LocalVolumeSource local, VolumeNodeAffinity? affinity, ErrorList errors)
    {
        var path = Spec.Child("local");
        if (FileRules.HasBackstep(local.Path))
        {
            errors.Invalid(path.Child("path"), local.Path, "must not contain '..'");
        }

        if (affinity is null)
        {
            errors.Required(Spec.Child("nodeAffinity"), "Local volume requires node affinity");
        }
    }

    private static void Csi(CSIPersistentVolumeSource csi, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "driver", csi.Driver, Names.CsiDriverProblem);
        Secret(csi.ControllerPublishSecretRef, "controllerPublishSecretRef");
        Secret(csi.NodeStageSecretRef, "nodeStageSecretRef");
        Secret(csi.NodePublishSecretRef, "nodePublishSecretRef");
        Secret(csi.ControllerExpandSecretRef, "controllerExpandSecretRef");
        Secret(csi.NodeExpandSecretRef, "nodeExpandSecretRef");
        void Secret(SecretReference? reference, string field)
        {
            if (reference is not null)
            {
                errors.Needs(path.Child(field), "name", reference.Name);
                errors.Needs(path.Child(field), "namespace", reference.Namespace);
            }
        }
    }
}
