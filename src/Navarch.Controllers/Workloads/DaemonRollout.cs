using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>Which pods of a DaemonSet are made and deleted, node by node. Pure.</summary>
internal static class DaemonRollout
{
    public static IEnumerable<Effect> Decide(DaemonSet set, ValueList<DaemonPlace> places, string hash, DateTimeOffset now)
    {
        var wanted = places.Count(p => p.ShouldRun);
        var rolling = set.Spec.UpdateStrategy.Type != DaemonSetUpdateStrategyTypes.OnDelete;
        var bounds = set.Spec.UpdateStrategy.RollingUpdate;
        var surge = rolling ? (bounds?.MaxSurge ?? 0).Scaled(wanted, roundUp: true) ?? 0 : 0;
        var unavailable = (bounds?.MaxUnavailable ?? 1).Scaled(wanted, roundUp: true) ?? 1;
        var mayMiss = Math.Max(surge == 0 ? Math.Max(unavailable, 1) : unavailable, 0) -
            places.Count(p => p.ShouldRun && !p.Active.Any(pod => pod.IsAvailable(set.Spec.MinReadySeconds, now)));
        var maySurge = surge - places.Count(p => p.Active.Count > 1);
        foreach (var place in places.AsEnumerable())
        {
            foreach (var effect in Place(set, place, hash, rolling, surge > 0, ref mayMiss, ref maySurge, now))
            {
                yield return effect;
            }
        }
    }

    private static List<Effect> Place(
        DaemonSet set, DaemonPlace place, string hash, bool rolling, bool surges, ref int mayMiss, ref int maySurge, DateTimeOffset now)
    {
        var effects = new List<Effect>();
        if (!place.ShouldContinue)
        {
            effects.AddRange(place.Active.Select(p => DaemonSetController.Delete(set, p)));
            return effects;
        }

        // A failed pod is taken away; the next look makes another.
        foreach (var failed in place.Pods.Where(p => p.Status.Phase == PodPhases.Failed && !p.IsDeleting()))
        {
            effects.Add(new Effect.Delete(failed)
            {
                OnSuccess = EventNote.Warning(set, "FailedDaemonPod", $"Found failed daemon pod {failed.NamespacedName()} on node {place.Node}, will try to kill it"),
            });
        }

        if (place.Active.Count == 0)
        {
            // One that still ends keeps its place, so that two never share what a node has once.
            if (place.ShouldRun && !place.Pods.Any(p => p.IsDeleting() && !p.IsTerminal()) && effects.Count == 0)
            {
                effects.Add(Create(set, place.Node, hash));
            }

            return effects;
        }

        var current = place.Active.Where(p => p.Metadata.Label(RevisionHistory.HashLabel) == hash).OrderBy(p => p.Metadata.CreationTimestamp).ToList();
        var old = place.Active.Except(current).OrderBy(p => p.Metadata.CreationTimestamp).ToList();
        effects.AddRange(current.Skip(1).Concat(old.Skip(1)).Select(p => DaemonSetController.Delete(set, p)));
        if (!rolling || old.Count == 0)
        {
            // OnDelete: the old one stays until someone deletes it; beside a current one it is one too many.
            effects.AddRange(current.Count > 0 ? old.Take(1).Select(p => DaemonSetController.Delete(set, p)) : []);
            return effects;
        }

        var oldServes = old[0].IsAvailable(set.Spec.MinReadySeconds, now);
        if (current.Count > 0)
        {
            if (current[0].IsAvailable(set.Spec.MinReadySeconds, now) || !oldServes)
            {
                effects.Add(DaemonSetController.Delete(set, old[0]));
            }
        }
        else if (!oldServes)
        {
            effects.Add(DaemonSetController.Delete(set, old[0]));
        }
        else if (surges && maySurge > 0)
        {
            maySurge--;
            effects.Add(Create(set, place.Node, hash));
        }
        else if (!surges && mayMiss > 0)
        {
            mayMiss--;
            effects.Add(DaemonSetController.Delete(set, old[0]));
        }

        return effects;
    }

    private static Effect Create(DaemonSet set, string node, string hash) => new Effect.Create(DaemonPlacement.PodFor(set, node, hash))
    {
        OnSuccess = EventNote.Normal(set, "SuccessfulCreate", "Created pod: {name}"),
        OnFailure = EventNote.Warning(set, "FailedCreate", "Error creating: {error}"),
    };
}
