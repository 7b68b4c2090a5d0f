using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.Api.Printing;

/// <summary>The tables of storage.</summary>
internal static class StorageColumns
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public static readonly ColumnSet PersistentVolumes = ColumnSet.Of<PersistentVolume>(
        ColumnSet.Name<PersistentVolume>(),
        new("Capacity", v => Size(v.Spec.Capacity), description: "How much it holds."),
        new("Access Modes", v => Texts.AccessModes(v.Spec.AccessModes), description: "How it may be mounted."),
        new("Reclaim Policy", v => v.Spec.PersistentVolumeReclaimPolicy, description: "What becomes of it after its claim."),
        new("Status", v => v.Metadata.IsDeleting() ? "Terminating" : v.Status.Phase, description: "Whether it is bound."),
        new("Claim", v => v.Spec.ClaimRef is { } claim ? $"{claim.Namespace}/{claim.Name}" : "", description: "The claim it is bound to."),
        new("StorageClass", v => v.Metadata.Annotation(ClassAnnotation) is { Length: > 0 } name ? name : v.Spec.StorageClassName, description: "Its class."),
        new("VolumeAttributesClass", v => v.Spec.VolumeAttributesClassName ?? Texts.Unset, description: "The class of its attributes."),
        new("Reason", v => v.Status.Reason, description: "Why it is in this state."),
        ColumnSet.Age<PersistentVolume>(),
        new("VolumeMode", v => v.Spec.VolumeMode ?? Texts.Unset, wide: true, description: "A file system or a raw device."));

    public static readonly ColumnSet PersistentVolumeClaims = ColumnSet.Of<PersistentVolumeClaim>(
        ColumnSet.Name<PersistentVolumeClaim>(),
        new("Status", c => c.Metadata.IsDeleting() ? "Terminating" : c.Status.Phase, description: "Whether it is bound."),
        new("Volume", c => c.Spec.VolumeName, description: "The volume it is bound to."),
        new("Capacity", c => c.Spec.VolumeName.Length > 0 ? Size(c.Status.Capacity) : "", description: "How much the volume holds."),
        new("Access Modes", c => c.Spec.VolumeName.Length > 0 ? Texts.AccessModes(c.Status.AccessModes) : "", description: "How the volume may be mounted."),
        new("StorageClass", c => c.Metadata.Annotation(ClassAnnotation) is { Length: > 0 } name ? name : c.Spec.StorageClassName ?? "", description: "Its class."),
        new("VolumeAttributesClass", c => c.Spec.VolumeAttributesClassName ?? Texts.Unset, description: "The class of its attributes."),
        ColumnSet.Age<PersistentVolumeClaim>(),
        new("VolumeMode", c => c.Spec.VolumeMode ?? Texts.Unset, wide: true, description: "A file system or a raw device."));

    public static readonly ColumnSet StorageClasses = ColumnSet.Of<StorageClass>(
        new("Name", (c, _) => IsDefault(c) ? c.Metadata.Name + " (default)" : c.Metadata.Name, Format: "name", Description: "Unique in the cluster."),
        new("Provisioner", c => c.Provisioner, description: "Who makes its volumes."),
        new("ReclaimPolicy", c => c.ReclaimPolicy ?? PersistentVolumeReclaimPolicies.Delete, description: "What becomes of volumes after their claims."),
        new("VolumeBindingMode", c => c.VolumeBindingMode ?? VolumeBindingModes.Immediate, description: "When volumes are made."),
        new("AllowVolumeExpansion", c => c.AllowVolumeExpansion == true, description: "Whether volumes may grow."),
        ColumnSet.Age<StorageClass>());

    public static readonly ColumnSet VolumeAttachments = ColumnSet.Of<VolumeAttachment>(
        ColumnSet.Name<VolumeAttachment>(),
        new("Attacher", (a, _) => a.Spec.Attacher, Format: "name", Description: "Who attaches it."),
        new("PV", a => a.Spec.Source.PersistentVolumeName ?? "", description: "The volume."),
        new("Node", a => a.Spec.NodeName, description: "The node."),
        new("Attached", a => a.Status.Attached, type: "boolean", description: "Whether it is attached."),
        ColumnSet.Age<VolumeAttachment>());

    public static readonly ColumnSet CSIDrivers = ColumnSet.Of<CSIDriver>(
        ColumnSet.Name<CSIDriver>(),
        new("AttachRequired", d => d.Spec.AttachRequired ?? true, type: "boolean", description: "Whether volumes are attached first."),
        new("PodInfoOnMount", d => d.Spec.PodInfoOnMount ?? false, type: "boolean", description: "Whether it is told of the pod."),
        new("StorageCapacity", d => d.Spec.StorageCapacity ?? false, type: "boolean", description: "Whether it tells its capacity."),
        new("TokenRequests", d => d.Spec.TokenRequests.IsEmpty ? Texts.Unset : string.Join(',', d.Spec.TokenRequests.Select(t => t.Audience)), description: "The audiences of the tokens it gets."),
        new("RequiresRepublish", d => d.Spec.RequiresRepublish ?? false, type: "boolean", description: "Whether it is called again and again."),
        new("Modes", d => Texts.OrNone(string.Join(',', d.Spec.VolumeLifecycleModes)), description: "How its volumes live."),
        ColumnSet.Age<CSIDriver>());

    public static readonly ColumnSet CSINodes = ColumnSet.Of<CSINode>(
        ColumnSet.Name<CSINode>(),
        new("Drivers", n => n.Spec.Drivers.Count, type: "integer", description: "The number of drivers."),
        ColumnSet.Age<CSINode>());

    public static readonly ColumnSet CSIStorageCapacities = ColumnSet.Of<CSIStorageCapacity>(
        ColumnSet.Name<CSIStorageCapacity>(),
        new("StorageClassName", c => c.StorageClassName, description: "The class."),
        new("Capacity", c => c.Capacity?.ToString() ?? Texts.Unset, description: "What is free."));

    public static readonly ColumnSet VolumeAttributesClasses = ColumnSet.Of<VolumeAttributesClass>(
        ColumnSet.Name<VolumeAttributesClass>(),
        new("DriverName", c => c.DriverName, description: "The driver."),
        ColumnSet.Age<VolumeAttributesClass>());

    private static bool IsDefault(StorageClass storageClass) =>
        storageClass.Metadata.Annotation("storageclass.kubernetes.io/is-default-class") == "true"
        || storageClass.Metadata.Annotation("storageclass.beta.kubernetes.io/is-default-class") == "true";

    private static string Size(ValueMap<Quantity> capacity) => capacity.TryGetValue("storage", out var size) ? size.ToString() : "";
}
