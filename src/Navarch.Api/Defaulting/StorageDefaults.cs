using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of persistent volumes, claims and what provides them.</summary>
internal static class StorageDefaults
{
    public static PersistentVolumeClaim Apply(PersistentVolumeClaim claim) => claim with
    {
        Spec = ClaimSpec(claim.Spec),
        Status = claim.Status.Phase.Length > 0 ? claim.Status : claim.Status with { Phase = PersistentVolumeClaimPhases.Pending },
    };

    /// <summary>A claim inside something else.</summary>
    public static PersistentVolumeClaimSpec ClaimSpec(PersistentVolumeClaimSpec spec) =>
        spec.VolumeMode is not null ? spec : spec with { VolumeMode = PersistentVolumeModes.Filesystem };

    public static PersistentVolume Apply(PersistentVolume volume) => volume with
    {
        Spec = volume.Spec with
        {
            PersistentVolumeReclaimPolicy = volume.Spec.PersistentVolumeReclaimPolicy.Or(PersistentVolumeReclaimPolicies.Retain),
            VolumeMode = volume.Spec.VolumeMode ?? PersistentVolumeModes.Filesystem,
            HostPath = VolumeDefaults.HostPath(volume.Spec.HostPath),
        },
        Status = volume.Status.Phase.Length > 0 ? volume.Status : volume.Status with { Phase = PersistentVolumePhases.Pending },
    };

    public static StorageClass Apply(StorageClass storageClass) => storageClass with
    {
        ReclaimPolicy = storageClass.ReclaimPolicy ?? PersistentVolumeReclaimPolicies.Delete,
        VolumeBindingMode = storageClass.VolumeBindingMode ?? VolumeBindingModes.Immediate,
    };

    public static CSIDriver Apply(CSIDriver driver) => driver with
    {
        Spec = driver.Spec with
        {
            AttachRequired = driver.Spec.AttachRequired ?? true,
            PodInfoOnMount = driver.Spec.PodInfoOnMount ?? false,
            StorageCapacity = driver.Spec.StorageCapacity ?? false,
            FSGroupPolicy = driver.Spec.FSGroupPolicy ?? FSGroupPolicies.ReadWriteOnceWithFSType,
            VolumeLifecycleModes = driver.Spec.VolumeLifecycleModes.IsEmpty ? [VolumeLifecycleModes.Persistent] : driver.Spec.VolumeLifecycleModes,
            RequiresRepublish = driver.Spec.RequiresRepublish ?? false,
            SELinuxMount = driver.Spec.SELinuxMount ?? false,
        },
    };
}
