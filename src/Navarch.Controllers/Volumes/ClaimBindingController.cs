using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Volumes;

/// <summary>
/// Binds claims to volumes.
/// Flow: find a volume → write the claim into the volume (the one write that decides a race) → write the volume into the claim → show both in
/// the claim's status; one write of an object a look. Without a volume, whoever provisions for the class is asked.
/// Guarantees: a volume serves one claim; a claim once bound never changes its volume.
/// </summary>
public static class ClaimBindingController
{
    private const string Yes = "yes";

    /// <summary>The controller. Its keys are claims.</summary>
    public static Controller Define() => Controller.Define<ClaimBindingObserved>(
        "persistentvolume-controller",
        [
            Watch.Self<PersistentVolumeClaim>(),
            Watch.Map<PersistentVolume>(ClaimsWanting),
            Watch.Map<StorageClass>((_, world) => world.Of<PersistentVolumeClaim>().All().Where(c => c.Spec.VolumeName.Length == 0).Select(c => c.NamespacedName())),
        ],
        Observe,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ClaimBindingObserved observed, DateTimeOffset now)
    {
        var claim = observed.Claim;
        if (claim.Metadata.Annotations.ContainsKey(VolumeMarks.BindCompleted))
        {
            return DecideBound(observed);
        }

        if (claim.IsDeleting())
        {
            return Decision.Nothing;
        }

        return claim.Spec.VolumeName.Length > 0 ? DecideNamed(observed) : DecideUnbound(observed);
    }

    /// <summary>A claim that was bound: its volume must still be there and be its own.</summary>
    private static Decision DecideBound(ClaimBindingObserved observed)
    {
        var claim = observed.Claim;
        if (claim.Spec.VolumeName.Length == 0)
        {
            return Lost(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
        }

        if (observed.Named is not { } volume)
        {
            return Lost(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        }

        if (volume.Spec.ClaimRef is null || IsBoundTo(volume, claim))
        {
            return Grown(observed, volume) ?? Bind(volume, claim);
        }

        return Lost(claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
    }

    /// <summary>A claim whose user names the volume: it waits for that one.</summary>
    private static Decision DecideNamed(ClaimBindingObserved observed)
    {
        var claim = observed.Claim;
        if (observed.Named is not { } volume || (volume.Spec.ClaimRef is not null && !VolumeClaims.IsFor(volume, claim)))
        {
            return Pending(claim);
        }

        return VolumeClaims.Mismatch(volume, claim) is { } why
            ? Pending(claim).And(Tell(claim, "Warning", "VolumeMismatch", $"Cannot bind to requested volume \"{volume.Metadata.Name}\": {why}"))
            : Bind(volume, claim);
    }

    private static Decision DecideUnbound(ClaimBindingObserved observed)
    {
        var claim = observed.Claim;
        if (observed.Best is { } volume)
        {
            return Bind(volume, claim);
        }

        var name = VolumeClaims.ClassOf(claim);
        if (name is null && observed.Class is { } byDefault)
        {
            // The default class came after the claim.
            return Decision.Of(new Effect.Update(claim with { Spec = claim.Spec with { StorageClassName = byDefault.Metadata.Name } }));
        }

        if (string.IsNullOrEmpty(name))
        {
            return Pending(claim).And(Tell(claim, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set"));
        }

        if (observed.Class is not { } storage)
        {
            return Pending(claim).And(Tell(claim, "Warning", "ProvisioningFailed", $"storageclass.storage.k8s.io \"{name}\" not found"));
        }

        if (Waits(storage) && claim.Metadata.Annotation(VolumeMarks.SelectedNode).Length == 0)
        {
            return Pending(claim).And(Tell(claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding"));
        }

        return storage.Provisioner == VolumeMarks.NoProvisioner
            ? Pending(claim).And(Tell(claim, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set"))
            : AskProvisioner(claim, storage);
    }

    private static Decision AskProvisioner(PersistentVolumeClaim claim, StorageClass storage)
    {
        if (claim.Metadata.Annotation(VolumeMarks.StorageProvisioner) == storage.Provisioner)
        {
            return Pending(claim);
        }

        var asked = claim with
        {
            Metadata = claim.Metadata
                .WithAnnotation(VolumeMarks.StorageProvisioner, storage.Provisioner)
                .WithAnnotation(VolumeMarks.BetaStorageProvisioner, storage.Provisioner),
        };
        return Decision.Of(new Effect.Update(asked)
        {
            OnSuccess = EventNote.Normal(
                claim,
                "ExternalProvisioning",
                $"Waiting for a volume to be created either by the external provisioner '{storage.Provisioner}' or manually by the system administrator. " +
                "If volume creation is delayed, please verify that the provisioner is running and correctly registered."),
        });
    }

    /// <summary>The next write that brings the two together; nothing when they are.</summary>
    private static Decision Bind(PersistentVolume volume, PersistentVolumeClaim claim)
    {
        if (!IsBoundTo(volume, claim))
        {
            return Decision.Of(new Effect.Update(WithClaim(volume, claim)));
        }

        var bound = claim;
        if (bound.Spec.VolumeName.Length == 0)
        {
            bound = bound with
            {
                Spec = bound.Spec with { VolumeName = volume.Metadata.Name },
                Metadata = bound.Metadata.WithAnnotation(VolumeMarks.BoundByController, Yes),
            };
        }

        if (!bound.Metadata.Annotations.ContainsKey(VolumeMarks.BindCompleted))
        {
            return Decision.Of(new Effect.Update(bound with { Metadata = bound.Metadata.WithAnnotation(VolumeMarks.BindCompleted, Yes) }));
        }

        var status = claim.Status with { Phase = PersistentVolumeClaimPhases.Bound, AccessModes = volume.Spec.AccessModes, Capacity = volume.Spec.Capacity };
        return status == claim.Status ? Decision.Nothing : Decision.Of(Effect.UpdateStatus(claim with { Status = status }));
    }

    /// <summary>A folder grows by saying so; null when the claim does not ask for more, or the class does not allow it.</summary>
    private static Decision? Grown(ClaimBindingObserved observed, PersistentVolume volume)
    {
        var wanted = VolumeClaims.RequestOf(observed.Claim);
        return wanted > VolumeClaims.CapacityOf(volume)
            && observed.Class is { AllowVolumeExpansion: true }
            && volume.Metadata.Annotation(VolumeMarks.ProvisionedBy) == VolumeMarks.LocalProvisioner
                ? Decision.Of(new Effect.Update(volume with { Spec = volume.Spec with { Capacity = volume.Spec.Capacity.SetItem("storage", wanted) } }))
                : null;
    }

    /// <summary>The volume with the claim written into it.</summary>
    private static PersistentVolume WithClaim(PersistentVolume volume, PersistentVolumeClaim claim) => volume with
    {
        Metadata = volume.Spec.ClaimRef is null ? volume.Metadata.WithAnnotation(VolumeMarks.BoundByController, Yes) : volume.Metadata,
        Spec = volume.Spec with
        {
            ClaimRef = new()
            {
                Kind = "PersistentVolumeClaim",
                APIVersion = "v1",
                Namespace = claim.Metadata.Namespace,
                Name = claim.Metadata.Name,
                UID = claim.Metadata.UID,
                ResourceVersion = claim.Metadata.ResourceVersion,
            },
        },
    };

    private static bool IsBoundTo(PersistentVolume volume, PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference && reference.UID == claim.Metadata.UID && VolumeClaims.IsFor(volume, claim);

    private static Decision Pending(PersistentVolumeClaim claim) => claim.Status.Phase == PersistentVolumeClaimPhases.Pending
        ? Decision.Nothing
        : Decision.Of(Effect.UpdateStatus(claim with { Status = claim.Status with { Phase = PersistentVolumeClaimPhases.Pending } }));

    private static Decision Lost(PersistentVolumeClaim claim, string reason, string message) => claim.Status.Phase == PersistentVolumeClaimPhases.Lost
        ? Decision.Nothing
        : Decision.Of(Effect.UpdateStatus(claim with { Status = claim.Status with { Phase = PersistentVolumeClaimPhases.Lost } }) with
        {
            OnSuccess = EventNote.Warning(claim, reason, message),
        });

    private static Decision Tell(PersistentVolumeClaim claim, string type, string reason, string message) =>
        Decision.Of(new Effect.Tell(new(claim, type, reason, message)));

    private static bool Waits(StorageClass storage) => storage.VolumeBindingMode == VolumeBindingModes.WaitForFirstConsumer;

    private static ClaimBindingObserved? Observe(NamespacedName key, World world)
    {
        if (world.Of<PersistentVolumeClaim>().Get(key) is not { } claim)
        {
            return null;
        }

        var classes = world.Of<StorageClass>();
        var storage = VolumeClaims.ClassOf(claim) switch
        {
            null => VolumeClaims.DefaultOf(classes.All()),
            "" => null,
            var name => classes.Get("", name),
        };
        var volumes = world.Of<PersistentVolume>();
        if (claim.Spec.VolumeName.Length > 0)
        {
            return new(claim, storage, volumes.Get("", claim.Spec.VolumeName), null);
        }

        // With a class that waits, the scheduler itself reserves the volume that fits the pod's node.
        return new(claim, storage, null, VolumeClaims.BestFor(volumes.All(), claim, null, onlyReserved: storage is not null && Waits(storage)));
    }

    private static IEnumerable<NamespacedName> ClaimsWanting(PersistentVolume volume, World world) =>
        volume.Spec.ClaimRef is { } reference
            ? [new(reference.Namespace, reference.Name)]
            : world.Of<PersistentVolumeClaim>().All()
                .Where(c => c.Spec.VolumeName == volume.Metadata.Name || (c.Spec.VolumeName.Length == 0 && (VolumeClaims.ClassOf(c) ?? "") == VolumeClaims.ClassOf(volume)))
                .Select(c => c.NamespacedName());
}

/// <summary>A claim and what it can be bound to.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Class">Its storage class, or the default one when it may still get it; null when there is none.</param>
/// <param name="Named">The volume the claim names, if that exists.</param>
/// <param name="Best">The volume that serves it best, when it names none.</param>
public sealed record ClaimBindingObserved(PersistentVolumeClaim Claim, StorageClass? Class, PersistentVolume? Named, PersistentVolume? Best);
