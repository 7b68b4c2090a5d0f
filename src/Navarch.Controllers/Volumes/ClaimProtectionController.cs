using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Volumes;

/// <summary>A claim that is being deleted stays until no scheduled pod refers to it.</summary>
public static class ClaimProtectionController
{
    /// <summary>The controller. Its keys are claims.</summary>
    public static Controller Define() => Controller.Define<ClaimProtectionObserved>(
        "pvc-protection-controller",
        [
            Watch.Self<PersistentVolumeClaim>(),
            Watch.Map<Pod>((pod, _) => VolumeClaims.ClaimsOf(pod).Select(name => new NamespacedName(pod.Metadata.Namespace, name))),
        ],
        (key, world) => world.Of<PersistentVolumeClaim>().Get(key) is { } claim
            ? new(claim, claim.IsDeleting() && world.Of<Pod>().InNamespace(key.Namespace).Any(p => p.Spec.NodeName.Length > 0 && VolumeClaims.ClaimsOf(p).Contains(key.Name)))
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ClaimProtectionObserved observed, DateTimeOffset now)
    {
        var meta = observed.Claim.Metadata;
        var wanted = (meta.IsDeleting(), meta.HasFinalizer(VolumeMarks.ClaimProtection)) switch
        {
            // It came past admission: an older cluster made it.
            (false, false) => meta.WithFinalizer(VolumeMarks.ClaimProtection),
            (true, true) when !observed.IsInUse => meta.WithoutFinalizer(VolumeMarks.ClaimProtection),
            _ => meta,
        };
        return wanted == meta ? Decision.Nothing : Decision.Of(new Effect.Update(observed.Claim with { Metadata = wanted }));
    }
}

/// <summary>A claim, and whether a pod uses it (only looked at when it is being deleted).</summary>
public sealed record ClaimProtectionObserved(PersistentVolumeClaim Claim, bool IsInUse);
