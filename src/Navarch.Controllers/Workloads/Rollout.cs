using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>A Deployment's sets, sorted out: the one of the current template and the others.</summary>
public sealed record Rollout
{
    /// <summary>The Deployment.</summary>
    public required Deployment Deployment { get; init; }

    /// <summary>The set of the current template, or null when none was made yet.</summary>
    public required ReplicaSet? New { get; init; }

    /// <summary>The other sets, oldest first.</summary>
    public required ValueList<ReplicaSet> Old { get; init; }

    /// <summary>Why the last run failed, or null.</summary>
    public Status? LastFailure { get; init; }

    /// <summary>The pods wanted.</summary>
    public int Desired => Deployment.Spec.Replicas ?? 1;

    /// <summary>The sets, oldest first, the new one last.</summary>
    public IEnumerable<ReplicaSet> All => New is null ? Old : Old.Append(New);

    /// <summary>Whether sets of two revisions may run at once.</summary>
    public bool IsRolling => Deployment.Spec.Strategy.Type != DeploymentStrategyTypes.Recreate;

    /// <summary>How many pods over the wanted number may exist: a percentage rounds up.</summary>
    public int MaxSurge => IsRolling ? Bounds.Surge : 0;

    /// <summary>How many of the wanted pods may be unavailable: a percentage rounds down; one if neither bound would let anything move.</summary>
    public int MaxUnavailable => !IsRolling || Desired == 0 ? 0 : Math.Min(Bounds.Unavailable, Desired);

    private (int Surge, int Unavailable) Bounds
    {
        get
        {
            var rolling = Deployment.Spec.Strategy.RollingUpdate;
            var surge = (rolling?.MaxSurge ?? "25%").Scaled(Desired, roundUp: true) ?? 0;
            var unavailable = (rolling?.MaxUnavailable ?? "25%").Scaled(Desired, roundUp: false) ?? 0;
            return (surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
        }
    }

    /// <summary>Sorts the sets out, and adds the adoptions and releases to <paramref name="effects"/>.</summary>
    public static Rollout Of(DeploymentObserved observed, List<Effect> effects)
    {
        var deployment = observed.Deployment;
        var deleting = deployment.Metadata.DeletionTimestamp is not null;
        var sets = new List<ReplicaSet>();
        foreach (var set in observed.Owned)
        {
            if (LabelSelectors.Matches(deployment.Spec.Selector, set.Metadata.Labels))
            {
                sets.Add(set);
            }
            else if (!deleting)
            {
                effects.Add(new Effect.Update(set.ReleasedBy(deployment)));
            }
        }

        if (!deleting)
        {
            foreach (var orphan in observed.Orphans)
            {
                var adopted = (ReplicaSet)orphan.AdoptedBy(deployment);
                effects.Add(new Effect.Update(adopted));
                sets.Add(adopted);
            }
        }

        sets.Sort((a, b) => (a.Metadata.CreationTimestamp ?? default, a.Metadata.Name).CompareTo((b.Metadata.CreationTimestamp ?? default, b.Metadata.Name)));
        var current = sets.Find(s => DeploymentRevisions.IsOf(s, deployment.Spec.Template));
        return new()
        {
            Deployment = deployment,
            New = current,
            Old = sets.Where(s => s != current).ToValueList(),
            LastFailure = observed.LastFailure,
        };
    }
}

/// <summary>The numbers of a set, shortly.</summary>
internal static class ReplicaSetNumbers
{
    /// <summary>The pods the set is asked to keep.</summary>
    public static int Size(this ReplicaSet set) => set.Spec.Replicas ?? 1;

    /// <summary>The sizes together.</summary>
    public static int Size(this IEnumerable<ReplicaSet> sets) => sets.Sum(s => s.Size());

    /// <summary>The available pods that stay: a set just made smaller may still report those that are going.</summary>
    public static int Staying(this IEnumerable<ReplicaSet> sets) => sets.Sum(s => Math.Min(s.Size(), s.Status.AvailableReplicas));

    /// <summary>The available pods together.</summary>
    public static int Available(this IEnumerable<ReplicaSet> sets) => sets.Sum(s => s.Status.AvailableReplicas);
}
