using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Volumes;

/// <summary>
/// Makes volumes for claims of classes whose provisioner is <c>navarch.dev/local</c>: a folder of the node that the scheduler chose (or, for a
/// class that binds at once, of any node). The node makes the folder when a pod first mounts it and removes it when the volume is deleted.
/// </summary>
public static class LocalProvisionerController
{
    /// <summary>The controller. Its keys are claims.</summary>
    public static Controller Define() => Controller.Define<LocalProvisioningObserved>(
        VolumeMarks.LocalProvisioner,
        [
            Watch.Self<PersistentVolumeClaim>(),
            Watch.Read<PersistentVolume>(),
            Watch.Read<StorageClass>(),
            Watch.Map<Node>((_, world) => world.Of<PersistentVolumeClaim>().All().Where(IsOpen).Select(c => c.NamespacedName())),
        ],
        Observe,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(LocalProvisioningObserved observed, DateTimeOffset now)
    {
        var (claim, storage) = (observed.Claim, observed.Class);
        if (claim.Spec.VolumeMode == PersistentVolumeModes.Block)
        {
            return Fail(claim, $"storage class {storage.Metadata.Name} makes folders, not block devices: use volumeMode Filesystem");
        }

        if (claim.Spec.Selector is not null)
        {
            return Fail(claim, $"storage class {storage.Metadata.Name} does not support claims with a selector");
        }

        if (observed.Node is not { } node)
        {
            var chosen = claim.Metadata.Annotation(VolumeMarks.SelectedNode);
            return chosen.Length == 0
                ? Fail(claim, "no node has a folder for volumes")
                : Decision.Of(new Effect.Update(claim with { Metadata = claim.Metadata with { Annotations = claim.Metadata.Annotations.Remove(VolumeMarks.SelectedNode) } })
                {
                    OnSuccess = EventNote.Warning(claim, "ProvisioningFailed", $"node {chosen} does not exist or has no folder for volumes; the pod is scheduled anew"),
                });
        }

        return Decision.Of(new Effect.Create(VolumeFor(claim, storage, node), IfAbsent: true)
        {
            OnSuccess = EventNote.Normal(claim, "ProvisioningSucceeded", "Successfully provisioned volume {name}"),
            OnFailure = EventNote.Warning(claim, "ProvisioningFailed", "the volume could not be created: {error}"),
        });
    }

    private static PersistentVolume VolumeFor(PersistentVolumeClaim claim, StorageClass storage, Node node)
    {
        var folder = node.Metadata.Annotation(VolumeMarks.NodeFolder).TrimEnd('/');
        return new()
        {
            Metadata = new()
            {
                Name = NameFor(claim),
                Annotations = ValueMap.Of((VolumeMarks.ProvisionedBy, VolumeMarks.LocalProvisioner)),
                Finalizers = [VolumeMarks.FolderFinalizer],
            },
            Spec = new()
            {
                Capacity = ValueMap.Of(("storage", VolumeClaims.RequestOf(claim))),
                AccessModes = claim.Spec.AccessModes,
                ClaimRef = new()
                {
                    Kind = "PersistentVolumeClaim",
                    APIVersion = "v1",
                    Namespace = claim.Metadata.Namespace,
                    Name = claim.Metadata.Name,
                    UID = claim.Metadata.UID,
                    ResourceVersion = claim.Metadata.ResourceVersion,
                },
                PersistentVolumeReclaimPolicy = storage.ReclaimPolicy ?? PersistentVolumeReclaimPolicies.Delete,
                StorageClassName = storage.Metadata.Name,
                VolumeMode = PersistentVolumeModes.Filesystem,
                MountOptions = storage.MountOptions,
                Local = new() { Path = $"{folder}/{NameFor(claim)}_{claim.Metadata.Namespace}_{claim.Metadata.Name}" },
                NodeAffinity = new()
                {
                    Required = new()
                    {
                        NodeSelectorTerms =
                        [
                            new() { MatchExpressions = [new() { Key = LocalVolumes.HostLabel, Operator = "In", Values = [node.Metadata.Label(LocalVolumes.HostLabel)] }] },
                        ],
                    },
                },
            },
        };
    }

    private static Decision Fail(PersistentVolumeClaim claim, string message) =>
        Decision.Of(new Effect.Tell(EventNote.Warning(claim, "ProvisioningFailed", message)));

    private static string NameFor(PersistentVolumeClaim claim) => $"pvc-{claim.Metadata.UID}";

    private static bool IsOpen(PersistentVolumeClaim claim) =>
        claim.Spec.VolumeName.Length == 0 && !claim.IsDeleting() && claim.Metadata.Annotation(VolumeMarks.StorageProvisioner) == VolumeMarks.LocalProvisioner;

    private static LocalProvisioningObserved? Observe(NamespacedName key, World world)
    {
        if (world.Of<PersistentVolumeClaim>().Get(key) is not { } claim || !IsOpen(claim)
            || world.Of<StorageClass>().Get("", VolumeClaims.ClassOf(claim) ?? "") is not { Provisioner: VolumeMarks.LocalProvisioner } storage
            || world.Of<PersistentVolume>().Get("", NameFor(claim)) is not null)
        {
            return null;
        }

        var chosen = claim.Metadata.Annotation(VolumeMarks.SelectedNode);
        if (storage.VolumeBindingMode == VolumeBindingModes.WaitForFirstConsumer && chosen.Length == 0)
        {
            return null;
        }

        var nodes = world.Of<Node>();
        var node = chosen.Length > 0
            ? nodes.Get("", chosen)
            : nodes.All().Where(n => !n.Spec.Unschedulable && HasFolder(n)).MinBy(n => n.Metadata.Name, StringComparer.Ordinal);
        return new(claim, storage, node is not null && HasFolder(node) ? node : null);
    }

    private static bool HasFolder(Node node) => node.Metadata.Annotation(VolumeMarks.NodeFolder).StartsWith('/') && node.Metadata.Label(LocalVolumes.HostLabel).Length > 0;
}

/// <summary>A claim that waits for a folder.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Class">Its storage class.</param>
/// <param name="Node">The node to make it on; null when the chosen one cannot, or none can.</param>
public sealed record LocalProvisioningObserved(PersistentVolumeClaim Claim, StorageClass Class, Node? Node);
