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
    public static PersistentVolumeClaimSpec ClaimSpec(PersistentVolumeClaimSpec spec)
    {
        if (spec.VolumeMode is null)
        {
            spec = spec with { VolumeMode = PersistentVolumeModes.Filesystem };
        }

        // The two fields for where the data comes from say the same, unless it comes from another namespace.
        return spec switch
        {
            { DataSource: { } source, DataSourceRef: null } =>
                spec with { DataSourceRef = new() { APIGroup = source.APIGroup, Kind = source.Kind, Name = source.Name } },
            { DataSource: null, DataSourceRef: { Namespace: null or "" } reference } when IsClaimOrSnapshot(reference) =>
                spec with { DataSource = new() { APIGroup = reference.APIGroup, Kind = reference.Kind, Name = reference.Name } },
            _ => spec,
        };
    }

    // The older field knows only these.
    private static bool IsClaimOrSnapshot(TypedObjectReference reference) =>
        reference is { Kind: "PersistentVolumeClaim", APIGroup: null or "" } or { Kind: "VolumeSnapshot", APIGroup: "snapshot.storage.k8s.io" };

    public static PersistentVolume Apply(PersistentVolume volume) => volume with
    {
        Spec = volume.Spec with
        {
            PersistentVolumeReclaimPolicy = volume.Spec.PersistentVolumeReclaimPolicy.Or(PersistentVolumeReclaimPolicies.Retain),
            VolumeMode = volume.Spec.VolumeMode ?? PersistentVolumeModes.Filesystem,
            HostPath = VolumeDefaults.HostPath(volume.Spec.HostPath),
            ISCSI = volume.Spec.ISCSI is { } iscsi ? iscsi with { ISCSIInterface = iscsi.ISCSIInterface.Or("default") } : null,
            RBD = volume.Spec.RBD is { } rbd
                ? rbd with { RBDPool = rbd.RBDPool.Or("rbd"), RadosUser = rbd.RadosUser.Or("admin"), Keyring = rbd.Keyring.Or("/etc/ceph/keyring") } : null,
            AzureDisk = VolumeDefaults.AzureDisk(volume.Spec.AzureDisk),
            ScaleIO = volume.Spec.ScaleIO is { } io ? io with { StorageMode = io.StorageMode.Or("ThinProvisioned"), FSType = io.FSType.Or("xfs") } : null,
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
