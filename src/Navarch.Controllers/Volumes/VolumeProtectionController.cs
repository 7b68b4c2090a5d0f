using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Volumes;

/// <summary>A volume that is being deleted stays while it is bound.</summary>
public static class VolumeProtectionController
{
    /// <summary>The controller. Its keys are volumes.</summary>
    public static Controller Define() => Controller.Define<VolumeProtectionObserved>(
        "pv-protection-controller",
        [Watch.Self<PersistentVolume>()],
        (key, world) => world.Of<PersistentVolume>().Get(key) is { } volume ? new(volume) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(VolumeProtectionObserved observed, DateTimeOffset now)
    {
        var meta = observed.Volume.Metadata;
        var wanted = (meta.IsDeleting(), meta.HasFinalizer(VolumeMarks.VolumeProtection)) switch
        {
            (false, false) => meta.WithFinalizer(VolumeMarks.VolumeProtection),
            (true, true) when observed.Volume.Status.Phase != PersistentVolumePhases.Bound => meta.WithoutFinalizer(VolumeMarks.VolumeProtection),
            _ => meta,
        };
        return wanted == meta ? Decision.Nothing : Decision.Of(new Effect.Update(observed.Volume with { Metadata = wanted }));
    }
}

/// <summary>A volume.</summary>
public sealed record VolumeProtectionObserved(PersistentVolume Volume);
