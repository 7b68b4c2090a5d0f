using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Volumes;

/// <summary>
/// Shows each volume's phase, and reclaims it when its claim is gone: kept, or deleted when this cluster made it.
/// A claim counts as gone only once the API itself says so.
/// </summary>
public static class VolumePhaseController
{
    /// <summary>The controller. Its keys are volumes.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, VolumePhaseObserved>(
        "persistentvolume-controller",
        [
            Watch.Self<PersistentVolume>(),
            Watch.Map<PersistentVolumeClaim>(VolumesOf),
            Watch.Map<Node>((node, world) => node.Metadata.CreationTimestamp is null ? [] : LocalVolumesOf(node, world)),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(VolumePhaseObserved observed, DateTimeOffset now)
    {
        var volume = observed.Volume;
        if (volume.IsDeleting())
        {
            return DecideDeleting(observed);
        }

        if (volume.Spec.ClaimRef is not { UID.Length: > 0 })
        {
            return Show(volume, PersistentVolumePhases.Available, now);
        }

        if (observed.Claim is not { } claim)
        {
            return Reclaim(volume, now);
        }

        if (claim.Spec.VolumeName == volume.Metadata.Name)
        {
            return Show(volume, PersistentVolumePhases.Bound, now);
        }

        // The claim is being bound, to this volume (then nothing is to be done) or it went to another one.
        return claim.Spec.VolumeName.Length == 0 ? Decision.Nothing : LetGo(volume, now);
    }

    /// <summary>The folder of a volume is removed by its node; when the node is gone, nobody can.</summary>
    private static Decision DecideDeleting(VolumePhaseObserved observed) =>
        observed.NodeExists || !observed.Volume.Metadata.HasFinalizer(VolumeMarks.FolderFinalizer)
            ? Decision.Nothing
            : Decision.Of(new Effect.Update(observed.Volume with { Metadata = observed.Volume.Metadata.WithoutFinalizer(VolumeMarks.FolderFinalizer) }));

    private static Decision Reclaim(PersistentVolume volume, DateTimeOffset now)
    {
        var provisioner = volume.Metadata.Annotation(VolumeMarks.ProvisionedBy);
        switch (volume.Spec.PersistentVolumeReclaimPolicy)
        {
            case PersistentVolumeReclaimPolicies.Delete when provisioner == VolumeMarks.LocalProvisioner:
                return Released(volume, now) is { Effects.IsEmpty: false } first ? first : Decision.Of(new Effect.Delete(volume));
            case PersistentVolumeReclaimPolicies.Delete when provisioner.Length == 0:
                return Fail(volume, "VolumeFailedDelete", $"error getting deleter volume plugin for volume \"{volume.Metadata.Name}\": no deletable volume plugin matched", now);
            case PersistentVolumeReclaimPolicies.Recycle:
                return Fail(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!", now);
            default:
                return Released(volume, now);
        }
    }

    private static Decision Released(PersistentVolume volume, DateTimeOffset now) =>
        volume.Status.Phase == PersistentVolumePhases.Failed ? Decision.Nothing : Show(volume, PersistentVolumePhases.Released, now);

    private static Decision LetGo(PersistentVolume volume, DateTimeOffset now)
    {
        if (volume.Metadata.Annotation(VolumeMarks.ProvisionedBy).Length > 0 && volume.Spec.PersistentVolumeReclaimPolicy == PersistentVolumeReclaimPolicies.Delete)
        {
            return Reclaim(volume, now);
        }

        var byController = volume.Metadata.Annotations.ContainsKey(VolumeMarks.BoundByController);
        var reference = byController ? null : volume.Spec.ClaimRef! with { UID = "", ResourceVersion = "" };
        return Decision.Of(new Effect.Update(volume with
        {
            Metadata = volume.Metadata with { Annotations = volume.Metadata.Annotations.Remove(VolumeMarks.BoundByController) },
            Spec = volume.Spec with { ClaimRef = reference },
        }));
    }

    private static Decision Show(PersistentVolume volume, string phase, DateTimeOffset now) => volume.Status.Phase == phase
        ? Decision.Nothing
        : Decision.Of(Effect.UpdateStatus(volume with { Status = new() { Phase = phase, LastPhaseTransitionTime = now } }));

    private static Decision Fail(PersistentVolume volume, string reason, string message, DateTimeOffset now) => volume.Status.Phase == PersistentVolumePhases.Failed
        ? Decision.Nothing
        : Decision.Of(Effect.UpdateStatus(volume with
        {
            Status = new() { Phase = PersistentVolumePhases.Failed, Message = message, Reason = reason, LastPhaseTransitionTime = now },
        }) with
        {
            OnSuccess = EventNote.Warning(volume, reason, message),
        });

    private static async ValueTask<VolumePhaseObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<PersistentVolume>().Get(key) is not { } volume)
        {
            return null;
        }

        PersistentVolumeClaim? claim = null;
        if (volume.Spec.ClaimRef is { UID: { Length: > 0 } uid } reference)
        {
            var name = new NamespacedName(reference.Namespace, reference.Name);
            claim = world.Of<PersistentVolumeClaim>().Get(name);
            if (claim?.Metadata.UID != uid)
            {
                var asked = await world.Client.GetAsync(PersistentVolumeClaim.Info, name, cancellationToken);
                if (!asked.IsSuccess && !asked.IsNotFound)
                {
                    // Not known: better to say nothing than to reclaim what is in use.
                    return null;
                }

                claim = asked.IsSuccess && asked.Value.Metadata.UID == uid ? (PersistentVolumeClaim)asked.Value : null;
            }
        }

        var node = LocalVolumes.NodeOf(volume);
        return new(volume, claim, node is null || world.Of<Node>().All().Any(n => n.Metadata.Label(LocalVolumes.HostLabel) == node));
    }

    private static IEnumerable<NamespacedName> VolumesOf(PersistentVolumeClaim claim, World world) =>
        world.Of<PersistentVolume>()
            .ByIndex("claim", $"{claim.Metadata.Namespace}/{claim.Metadata.Name}", v => v.Spec.ClaimRef is { } r ? [$"{r.Namespace}/{r.Name}"] : [])
            .Select(v => v.NamespacedName());

    private static IEnumerable<NamespacedName> LocalVolumesOf(Node node, World world) => world.Of<Node>().Get("", node.Metadata.Name) is not null
        ? []
        : world.Of<PersistentVolume>().All().Where(v => LocalVolumes.NodeOf(v) == node.Metadata.Label(LocalVolumes.HostLabel)).Select(v => v.NamespacedName());
}

/// <summary>A volume and the claim it is bound to.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Claim">The claim of its reference's name and uid; null when that is gone.</param>
/// <param name="NodeExists">Whether the node whose folder the volume is exists; true for volumes of no node.</param>
public sealed record VolumePhaseObserved(PersistentVolume Volume, PersistentVolumeClaim? Claim, bool NodeExists);
