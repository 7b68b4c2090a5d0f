using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Volumes;

/// <summary>Makes the claims of a pod's ephemeral volumes; the pod owns them, so they go with it.</summary>
public static class EphemeralVolumeController
{
    /// <summary>The controller. Its keys are pods.</summary>
    public static Controller Define() => Controller.Define<EphemeralVolumesObserved>(
        "ephemeral-volume-controller",
        [
            Watch.Self<Pod>(),
            Watch.ControlledBy<Pod, PersistentVolumeClaim>(),
        ],
        (key, world) => world.Of<Pod>().Get(key) is { } pod && pod.IsActive() && pod.Spec.Volumes.Any(v => v.Ephemeral is not null)
            ? new(pod, VolumeClaims.ClaimsOf(pod).Select(name => world.Of<PersistentVolumeClaim>().Get(key.Namespace, name)).OfType<PersistentVolumeClaim>().ToValueList())
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(EphemeralVolumesObserved observed, DateTimeOffset now)
    {
        var pod = observed.Pod;
        var effects = new List<Effect>();
        foreach (var volume in pod.Spec.Volumes)
        {
            if (volume.Ephemeral?.VolumeClaimTemplate is not { } template)
            {
                continue;
            }

            var name = VolumeClaims.ClaimOf(pod, volume)!;
            var existing = observed.Claims.FirstOrDefault(c => c.Metadata.Name == name);
            if (existing is null)
            {
                effects.Add(new Effect.Create(new PersistentVolumeClaim
                {
                    Metadata = new()
                    {
                        Namespace = pod.Metadata.Namespace,
                        Name = name,
                        Labels = template.Metadata.Labels,
                        Annotations = template.Metadata.Annotations,
                        OwnerReferences = [OwnerReferences.ControllerReference(pod)],
                    },
                    Spec = template.Spec,
                })
                {
                    OnFailure = EventNote.Warning(pod, "FailedCreate", $"ephemeral volume {volume.Name}: create PVC {name}: {{error}}"),
                });
            }
            else if (!existing.Metadata.IsControlledBy(pod.Metadata.UID))
            {
                effects.Add(new Effect.Tell(EventNote.Warning(
                    pod, "FailedCreate", $"ephemeral volume {volume.Name}: PVC {existing.NamespacedName()} was not created for pod {pod.NamespacedName()} (pod is not owner)")));
            }
        }

        return Decision.Of(effects);
    }
}

/// <summary>A pod with ephemeral volumes, and the claims of its volumes that exist.</summary>
public sealed record EphemeralVolumesObserved(Pod Pod, ValueList<PersistentVolumeClaim> Claims);
