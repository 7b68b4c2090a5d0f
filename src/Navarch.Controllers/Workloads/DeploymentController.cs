using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// Brings each Deployment's pods to its template through ReplicaSets, one for each revision.
/// Flow: adopt and release sets → find or make the set of the current template → scale as the strategy allows → clean up
/// old revisions → status. One decision changes sizes at most once; the sets' own status brings the next look.
/// Guarantees: a rolling update stays within maxSurge and maxUnavailable; Recreate never mixes two revisions.
/// </summary>
public static class DeploymentController
{
    private const string Name = "deployment-controller";

    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, DeploymentObserved>(
        Name,
        [
            Watch.Self<Deployment>(),
            Watch.ControlledBy<Deployment, ReplicaSet>(),
            Watch.Map<ReplicaSet>(DeploymentsWanting),
            Watch.Map<Pod>(RecreatedBy),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(DeploymentObserved observed, DateTimeOffset now)
    {
        var deployment = observed.Deployment;
        if (deployment.Spec.Selector is null or { MatchLabels.IsEmpty: true, MatchExpressions.IsEmpty: true })
        {
            return Decision.Of(new Effect.Tell(EventNote.Warning(deployment, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.")));
        }

        var effects = new List<Effect>();
        var rollout = Rollout.Of(observed, effects);
        if (deployment.Metadata.DeletionTimestamp is not null)
        {
            return DeploymentStatuses.Update(rollout, observed, now);
        }

        // A set of the current template: brought up to date first, then the deployment's revision; both by themselves.
        if (DeploymentRevisions.BringUpToDate(rollout) is { } update)
        {
            return Decision.Of([.. effects, update]);
        }

        var scaling = deployment.Spec.Paused || RolloutScaling.IsResize(rollout)
            ? RolloutScaling.Resize(rollout)
            : deployment.Spec.Strategy.Type == DeploymentStrategyTypes.Recreate
                ? RolloutScaling.Recreate(rollout, observed.OldPodsRemain)
                : RolloutScaling.RollingUpdate(rollout);
        var status = DeploymentStatuses.Update(rollout, observed, now, scaling.Created);
        var cleanup = scaling.Effects.Count == 0 && (deployment.Spec.Paused || DeploymentStatuses.IsComplete(rollout))
            ? DeploymentRevisions.Cleanup(rollout)
            : [];
        return status.And(Decision.Of([.. effects, .. scaling.Effects, .. cleanup]));
    }

    private static async ValueTask<DeploymentObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<Deployment>().Get(key) is not { } deployment)
        {
            return null;
        }

        var sets = world.Of<ReplicaSet>();
        var owned = sets.ControlledBy(deployment.Metadata.UID).ToValueList();
        var orphans = sets.InNamespace(key.Namespace)
            .Where(s => s.Metadata.ControllerOwner() is null && s.Metadata.DeletionTimestamp is null && LabelSelectors.Matches(deployment.Spec.Selector, s.Metadata.Labels))
            .ToValueList();
        if (!orphans.IsEmpty)
        {
            var live = await world.Client.GetAsync(deployment.KindInfo, key, cancellationToken);
            if (!live.IsSuccess || live.Value.Metadata.UID != deployment.Metadata.UID || live.Value.Metadata.DeletionTimestamp is not null)
            {
                orphans = [];
            }
        }

        var template = deployment.Spec.Template;
        var oldPodsRemain = deployment.Spec.Strategy.Type == DeploymentStrategyTypes.Recreate &&
            owned.Where(s => !DeploymentRevisions.IsOf(s, template)).Any(s => world.Of<Pod>().ControlledBy(s.Metadata.UID).Any(p => !p.IsTerminal()));
        return new(deployment, owned, orphans) { OldPodsRemain = oldPodsRemain, LastFailure = world.LastFailure };
    }

    private static IEnumerable<NamespacedName> DeploymentsWanting(ReplicaSet set, World world) =>
        set.Metadata.ControllerOwner() is not null
            ? []
            : world.Of<Deployment>().InNamespace(set.Metadata.Namespace)
                .Where(d => LabelSelectors.Matches(d.Spec.Selector, set.Metadata.Labels))
                .Select(d => new NamespacedName(d.Metadata.Namespace, d.Metadata.Name));

    /// <summary>Recreate waits for the old pods to be gone; no other strategy looks at pods.</summary>
    private static IEnumerable<NamespacedName> RecreatedBy(Pod pod, World world)
    {
        if (pod.ControllerOf(ReplicaSet.Info) is { } owner && world.Of<ReplicaSet>().Get(owner)?.ControllerOf(Deployment.Info) is { } name &&
            world.Of<Deployment>().Get(name) is { Spec.Strategy.Type: DeploymentStrategyTypes.Recreate })
        {
            yield return name;
        }
    }
}

/// <summary>A Deployment and its sets.</summary>
/// <param name="Deployment">The Deployment.</param>
/// <param name="Owned">The sets that name it their controller.</param>
/// <param name="Orphans">The sets that match its selector and have no controller.</param>
public sealed record DeploymentObserved(Deployment Deployment, ValueList<ReplicaSet> Owned, ValueList<ReplicaSet> Orphans)
{
    /// <summary>Recreate only: whether pods of other templates have not ended yet.</summary>
    public bool OldPodsRemain { get; init; }

    /// <summary>Why the last run failed, or null.</summary>
    public Status? LastFailure { get; init; }
}
