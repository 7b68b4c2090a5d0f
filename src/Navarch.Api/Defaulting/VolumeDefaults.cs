using Navarch.Api.Core.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of volumes.</summary>
internal static class VolumeDefaults
{
    // 0644, as the API counts file modes in decimal.
    private const int FileMode = 420;

    /// <summary>A volume of a pod: without a source it is an empty directory.</summary>
    public static Volume Apply(Volume volume)
    {
        if (volume == (Volume.Empty with { Name = volume.Name }))
        {
            return volume with { EmptyDir = EmptyDirVolumeSource.Empty };
        }

        volume = volume with
        {
            Secret = volume.Secret is { DefaultMode: null } secret ? secret with { DefaultMode = FileMode } : volume.Secret,
            ConfigMap = volume.ConfigMap is { DefaultMode: null } map ? map with { DefaultMode = FileMode } : volume.ConfigMap,
            HostPath = HostPath(volume.HostPath),
            DownwardAPI = volume.DownwardAPI is { } downward
                ? downward with { DefaultMode = downward.DefaultMode ?? FileMode, Items = downward.Items.Change(Item) } : null,
            Projected = volume.Projected is { } projected
                ? projected with { DefaultMode = projected.DefaultMode ?? FileMode, Sources = projected.Sources.Change(Projection) } : null,
            Image = volume.Image is { PullPolicy.Length: 0 } image ? image with { PullPolicy = ContainerDefaults.PullPolicy(image.Reference) } : volume.Image,
            Ephemeral = volume.Ephemeral is { VolumeClaimTemplate: { } template } ephemeral
                ? ephemeral with { VolumeClaimTemplate = template with { Spec = StorageDefaults.ClaimSpec(template.Spec) } } : volume.Ephemeral,
        };
        return volume.ISCSI is null && volume.RBD is null && volume.AzureDisk is null && volume.ScaleIO is null ? volume : Remote(volume);
    }

    /// <summary>A path on the node: its type is left unchecked.</summary>
    public static HostPathVolumeSource? HostPath(HostPathVolumeSource? source) => source is { Type: null } path ? path with { Type = "" } : source;

    /// <summary>A disk of Azure.</summary>
    public static AzureDiskVolumeSource? AzureDisk(AzureDiskVolumeSource? disk) => disk is null ? null : disk with
    {
        CachingMode = disk.CachingMode ?? AzureDataDiskCachingModes.ReadWrite,
        Kind = disk.Kind ?? AzureDataDiskKinds.Shared,
        FSType = disk.FSType ?? "ext4",
        ReadOnly = disk.ReadOnly ?? false,
    };

    private static Volume Remote(Volume volume) => volume with
    {
        ISCSI = volume.ISCSI is { } iscsi ? iscsi with { ISCSIInterface = iscsi.ISCSIInterface.Or("default") } : null,
        RBD = volume.RBD is { } rbd
            ? rbd with { RBDPool = rbd.RBDPool.Or("rbd"), RadosUser = rbd.RadosUser.Or("admin"), Keyring = rbd.Keyring.Or("/etc/ceph/keyring") } : null,
        AzureDisk = AzureDisk(volume.AzureDisk),
        ScaleIO = volume.ScaleIO is { } io ? io with { StorageMode = io.StorageMode.Or("ThinProvisioned"), FSType = io.FSType.Or("xfs") } : null,
    };

    private static VolumeProjection Projection(VolumeProjection source) => source with
    {
        DownwardAPI = source.DownwardAPI is { } downward ? downward with { Items = downward.Items.Change(Item) } : null,
        PodCertificate = source.PodCertificate is { MaxExpirationSeconds: null } certificate ? certificate with { MaxExpirationSeconds = 86400 } : source.PodCertificate,
        ServiceAccountToken = source.ServiceAccountToken is { ExpirationSeconds: null } token ? token with { ExpirationSeconds = 3600 } : source.ServiceAccountToken,
    };

    private static DownwardAPIVolumeFile Item(DownwardAPIVolumeFile item) => item with { FieldRef = ContainerDefaults.FieldRef(item.FieldRef) };
}
