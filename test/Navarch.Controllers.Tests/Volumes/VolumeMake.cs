using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.Controllers.Volumes;

/// <summary>Small claims and volumes for decision tables.</summary>
internal static class VolumeMake
{
    public const string Uid = "claim-uid";

    public static PersistentVolumeClaim Claim(string size = "1Gi", string? storageClass = "", string volume = "", bool completed = false, string node = "", string phase = "Pending")
    {
        var meta = new ObjectMeta { Namespace = "default", Name = "data", UID = Uid, ResourceVersion = "7" };
        meta = completed ? meta.WithAnnotation(VolumeMarks.BindCompleted, "yes") : meta;
        return new()
        {
            Metadata = node.Length > 0 ? meta.WithAnnotation(VolumeMarks.SelectedNode, node) : meta,
            Spec = new()
            {
                AccessModes = ["ReadWriteOnce"],
                StorageClassName = storageClass,
                VolumeName = volume,
                Resources = new() { Requests = ValueMap.Of(("storage", Quantity.Parse(size))) },
            },
            Status = new() { Phase = phase },
        };
    }

    public static PersistentVolume Volume(string name = "pv", string size = "1Gi", string storageClass = "", string claimUid = "none", string phase = "Available", string policy = "Retain") => new()
    {
        Metadata = new() { Name = name },
        Spec = new()
        {
            AccessModes = ["ReadWriteOnce"],
            Capacity = ValueMap.Of(("storage", Quantity.Parse(size))),
            StorageClassName = storageClass,
            PersistentVolumeReclaimPolicy = policy,
            ClaimRef = claimUid == "none" ? null : new() { Namespace = "default", Name = "data", UID = claimUid },
        },
        Status = new() { Phase = phase },
    };

    public static PersistentVolume Local(this PersistentVolume volume, string node = "n1") => volume with
    {
        Metadata = volume.Metadata.WithAnnotation(VolumeMarks.ProvisionedBy, VolumeMarks.LocalProvisioner).WithFinalizer(VolumeMarks.FolderFinalizer),
        Spec = volume.Spec with
        {
            NodeAffinity = new()
            {
                Required = new() { NodeSelectorTerms = [new() { MatchExpressions = [new() { Key = "kubernetes.io/hostname", Operator = "In", Values = [node] }] }] },
            },
        },
    };

    public static StorageClass Class(string name = "standard", string provisioner = VolumeMarks.LocalProvisioner, bool waits = true) => new()
    {
        Metadata = new() { Name = name },
        Provisioner = provisioner,
        VolumeBindingMode = waits ? VolumeBindingModes.WaitForFirstConsumer : VolumeBindingModes.Immediate,
        AllowVolumeExpansion = true,
    };

    public static T Deleting<T>(this T obj)
        where T : class, IKubernetesObject<T> =>
        (T)obj.WithMetadata(obj.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch });
}
