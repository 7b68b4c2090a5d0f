using Navarch.Api.Storage.V1;

namespace Navarch.Api.Core.V1;

/// <summary>Names by which claims, volumes and those that bring them together leave word to each other.</summary>
public static class VolumeMarks
{
    /// <summary>On a claim: the node the scheduler chose for its first consumer.</summary>
    public const string SelectedNode = "volume.kubernetes.io/selected-node";

    /// <summary>On a claim: who is to make its volume.</summary>
    public const string StorageProvisioner = "volume.kubernetes.io/storage-provisioner";

    /// <summary>The older name of <see cref="StorageProvisioner"/>.</summary>
    public const string BetaStorageProvisioner = "volume.beta.kubernetes.io/storage-provisioner";

    /// <summary>On a volume: who made it.</summary>
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";

    /// <summary>On a claim: it is bound, and never bound to another volume.</summary>
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";

    /// <summary>On either: the controller, not the user, brought it to the other.</summary>
    public const string BoundByController = "pv.kubernetes.io/bound-by-controller";

    /// <summary>On a storage class: claims that name no class get this one.</summary>
    public const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    /// <summary>On either: the storage class, before there was a field for it.</summary>
    public const string BetaClass = "volume.beta.kubernetes.io/storage-class";

    /// <summary>Holds a claim while a pod uses it.</summary>
    public const string ClaimProtection = "kubernetes.io/pvc-protection";

    /// <summary>Holds a volume while it is bound.</summary>
    public const string VolumeProtection = "kubernetes.io/pv-protection";

    /// <summary>The provisioner of classes whose volumes only people make.</summary>
    public const string NoProvisioner = "kubernetes.io/no-provisioner";

    /// <summary>The provisioner that makes volumes of folders of the nodes.</summary>
    public const string LocalProvisioner = "navarch.dev/local";

    /// <summary>On a node: the folder below which the volumes of <see cref="LocalProvisioner"/> lie.</summary>
    public const string NodeFolder = "navarch.dev/volumes";

    /// <summary>Holds a volume of <see cref="LocalProvisioner"/> until its node has removed its folder.</summary>
    public const string FolderFinalizer = "navarch.dev/volume-folder";
}

/// <summary>Which volume serves which claim.</summary>
public static class VolumeClaims
{
    /// <summary>The claim's storage class: empty means none, null that the default class may still be filled in.</summary>
    public static string? ClassOf(PersistentVolumeClaim claim) =>
        claim.Metadata.Annotations.TryGetValue(VolumeMarks.BetaClass, out var old) ? old : claim.Spec.StorageClassName;

    /// <summary>The volume's storage class; empty for none.</summary>
    public static string ClassOf(PersistentVolume volume) =>
        volume.Metadata.Annotations.TryGetValue(VolumeMarks.BetaClass, out var old) ? old : volume.Spec.StorageClassName;

    /// <summary>The class that claims without one get: of several the newest, of those the first by name; null when there is none.</summary>
    public static StorageClass? DefaultOf(IEnumerable<StorageClass> classes) => classes
        .Where(c => c.Metadata.Annotation(VolumeMarks.DefaultClass) == "true")
        .OrderByDescending(c => c.Metadata.CreationTimestamp)
        .ThenBy(c => c.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The claim a volume of a pod stands for, by name; null when the volume is no claim. Ephemeral claims have the names of pod and volume.</summary>
    public static string? ClaimOf(Pod pod, Volume volume) =>
        volume.PersistentVolumeClaim is { } source ? source.ClaimName : volume.Ephemeral is not null ? $"{pod.Metadata.Name}-{volume.Name}" : null;

    /// <summary>The names of all claims a pod uses.</summary>
    public static IEnumerable<string> ClaimsOf(Pod pod) => pod.Spec.Volumes.Select(v => ClaimOf(pod, v)).OfType<string>();

    /// <summary>Whether the volume is reserved for this claim: by name, and by uid where it says one.</summary>
    public static bool IsFor(PersistentVolume volume, PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference
        && reference.Name == claim.Metadata.Name
        && reference.Namespace == claim.Metadata.Namespace
        && (reference.UID.Length == 0 || reference.UID == claim.Metadata.UID);

    /// <summary>What the claim asks for.</summary>
    public static Quantity RequestOf(PersistentVolumeClaim claim) =>
        claim.Spec.Resources.Requests.TryGetValue("storage", out var size) ? size : default;

    /// <summary>What the volume holds.</summary>
    public static Quantity CapacityOf(PersistentVolume volume) =>
        volume.Spec.Capacity.TryGetValue("storage", out var size) ? size : default;

    /// <summary>Why a volume named by a claim cannot serve it; null when it can.</summary>
    public static string? Mismatch(PersistentVolume volume, PersistentVolumeClaim claim) =>
        CapacityOf(volume) < RequestOf(claim) ? "requested PV is too small"
        : ClassOf(volume) != (ClassOf(claim) ?? "") ? "storageClassName does not match"
        : !SameMode(volume, claim) ? "incompatible volumeMode"
        : !HasModes(volume, claim) ? "incompatible accessMode"
        : null;

    /// <summary>
    /// The volume that serves an unbound claim best: one reserved for it, else the smallest free one that is large enough and fits in
    /// class, modes and labels, the first by name among equals; null when none does.
    /// </summary>
    /// <param name="volumes">The volumes to choose from.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="node">The node that must reach the volume; null when that does not matter.</param>
    /// <param name="onlyReserved">Whether only a volume reserved for the claim will do: its first consumer is not known yet.</param>
    public static PersistentVolume? BestFor(IEnumerable<PersistentVolume> volumes, PersistentVolumeClaim claim, Node? node, bool onlyReserved)
    {
        PersistentVolume? best = null;
        foreach (var volume in volumes)
        {
            if (volume.IsDeleting() || !SameMode(volume, claim) || CapacityOf(volume) < RequestOf(claim) || (node is not null && !Reaches(volume, node)))
            {
                continue;
            }

            if (IsFor(volume, claim))
            {
                return volume;
            }

            if (!onlyReserved && IsFree(volume) && Fits(volume, claim) && IsBetter(volume, best))
            {
                best = volume;
            }
        }

        return best;
    }

    /// <summary>Whether the node reaches the volume.</summary>
    public static bool Reaches(PersistentVolume volume, Node node) =>
        volume.Spec.NodeAffinity?.Required is not { } required || NodeSelectors.Matches(required, node);

    private static bool IsFree(PersistentVolume volume) => volume.Spec.ClaimRef is null && volume.Status.Phase == PersistentVolumePhases.Available;

    private static bool Fits(PersistentVolume volume, PersistentVolumeClaim claim) =>
        ClassOf(volume) == (ClassOf(claim) ?? "")
        && HasModes(volume, claim)
        && (claim.Spec.Selector is null || LabelSelectors.Matches(claim.Spec.Selector, volume.Metadata.Labels));

    private static bool IsBetter(PersistentVolume volume, PersistentVolume? best)
    {
        if (best is null)
        {
            return true;
        }

        var order = CapacityOf(volume).CompareTo(CapacityOf(best));
        return order < 0 || (order == 0 && string.CompareOrdinal(volume.Metadata.Name, best.Metadata.Name) < 0);
    }

    private static bool SameMode(PersistentVolume volume, PersistentVolumeClaim claim) =>
        (volume.Spec.VolumeMode ?? PersistentVolumeModes.Filesystem) == (claim.Spec.VolumeMode ?? PersistentVolumeModes.Filesystem);

    private static bool HasModes(PersistentVolume volume, PersistentVolumeClaim claim) => claim.Spec.AccessModes.All(volume.Spec.AccessModes.Contains);
}
