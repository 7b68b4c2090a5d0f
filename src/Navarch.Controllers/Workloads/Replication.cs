using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Controllers.Pods;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>What ReplicaSets and ReplicationControllers have in common, as observed.</summary>
public sealed record ReplicationObserved
{
    /// <summary>The set.</summary>
    public required IKubernetesObject Owner { get; init; }

    /// <summary>How many pods it wants.</summary>
    public required int Desired { get; init; }

    /// <summary>Which pods are its own.</summary>
    public required LabelSelector Selector { get; init; }

    /// <summary>What its pods are made from.</summary>
    public required PodTemplateSpec Template { get; init; }

    /// <summary>How long a pod must be ready to count as available, in seconds.</summary>
    public int MinReadySeconds { get; init; }

    /// <summary>The pods that are its own or could be.</summary>
    public PodClaims Pods { get; init; } = new();

    /// <summary>The pods of every set with the same owner; only given when pods have to go.</summary>
    public ValueList<Pod> Related { get; init; }

    /// <summary>Why the last run failed, or null.</summary>
    public Status? LastFailure { get; init; }
}

/// <summary>What is to be done, and the numbers for the status.</summary>
public sealed record ReplicationDecision
{
    /// <summary>Adoptions and releases, then creations or deletions.</summary>
    public ValueList<Effect> Effects { get; init; }

    /// <summary>When a pod becomes available by waiting.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    /// <summary>Active pods.</summary>
    public int Replicas { get; init; }

    /// <summary>Active pods that carry every label of the template.</summary>
    public int FullyLabeled { get; init; }

    /// <summary>Active pods that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Active pods that are ready for long enough.</summary>
    public int Available { get; init; }

    /// <summary>Pods being deleted that have not ended.</summary>
    public int Terminating { get; init; }

    /// <summary>Why pods cannot be made or removed: reason and message; null when they can.</summary>
    public (string Reason, string Message)? Failure { get; init; }
}

/// <summary>Keeps the number of pods of a set: the one mechanism under ReplicaSet and ReplicationController.</summary>
public static class Replication
{
    /// <summary>The most pods made or deleted in one run.</summary>
    public const int Burst = 500;

    /// <summary>The decision. Pure.</summary>
    public static ReplicationDecision Decide(ReplicationObserved observed, DateTimeOffset now)
    {
        var deleting = observed.Owner.IsDeleting() || !observed.Pods.MayAdopt;
        var effects = new List<Effect>();
        var pods = observed.Pods.Settle(observed.Owner, observed.Selector, effects);
        var active = pods.Where(p => p.IsActive()).ToList();
        if (!deleting)
        {
            effects.AddRange(Scale(observed, active, now));
        }

        TimeSpan? again = null;
        foreach (var pod in active)
        {
            if (pod.UntilAvailable(observed.MinReadySeconds, now) is { } wait && (again is null || wait < again))
            {
                again = wait;
            }
        }

        return new()
        {
            Effects = effects.ToValueList(),
            RequeueAfter = again,
            Replicas = active.Count,
            FullyLabeled = active.Count(p => LabelSelectors.Matches(observed.Template.Metadata.Labels, p.Metadata.Labels)),
            Ready = active.Count(p => p.IsReady()),
            Available = active.Count(p => p.IsAvailable(observed.MinReadySeconds, now)),
            Terminating = pods.Count(p => p.IsTerminating()),
            Failure = observed.LastFailure is { } failure && failure.Reason != "Conflict" && active.Count != observed.Desired
                ? (active.Count < observed.Desired ? "FailedCreate" : "FailedDelete", failure.Message)
                : null,
        };
    }

    /// <summary>The pod of a set, before the API names it.</summary>
    public static Pod PodOf(IKubernetesObject owner, PodTemplateSpec template) => new()
    {
        Metadata = new()
        {
            Namespace = owner.Metadata.Namespace,
            GenerateName = owner.Metadata.Name + "-",
            Labels = template.Metadata.Labels,
            Annotations = template.Metadata.Annotations,
            Finalizers = template.Metadata.Finalizers,
            OwnerReferences = [OwnerReferences.ControllerReference(owner)],
        },
        Spec = template.Spec,
    };

    private static IEnumerable<Effect> Scale(ReplicationObserved observed, List<Pod> active, DateTimeOffset now)
    {
        var missing = observed.Desired - active.Count;
        if (missing > 0)
        {
            var create = new Effect.Create(PodOf(observed.Owner, observed.Template))
            {
                OnSuccess = EventNote.Normal(observed.Owner, "SuccessfulCreate", "Created pod: {name}"),
                OnFailure = EventNote.Warning(observed.Owner, "FailedCreate", "Error creating: {error}"),
            };
            return Enumerable.Repeat(create, Math.Min(missing, Burst));
        }

        return DeletionRanking.Choose(active, observed.Related, Math.Min(-missing, Burst), now).Select(pod => new Effect.Delete(pod)
        {
            OnSuccess = EventNote.Normal(observed.Owner, "SuccessfulDelete", "Deleted pod: {name}"),
            OnFailure = EventNote.Warning(observed.Owner, "FailedDelete", "Error deleting: {error}"),
        });
    }

    /// <summary>The snapshot of a set.</summary>
    /// <param name="owner">The set.</param>
    /// <param name="basis">The set's own wishes.</param>
    /// <param name="siblings">The sets with the same owner.</param>
    /// <param name="world">The caches.</param>
    /// <param name="cancellationToken">Stops the question to the API.</param>
    internal static async ValueTask<ReplicationObserved> ObserveAsync(
        IKubernetesObject owner, ReplicationObserved basis, Func<IEnumerable<IKubernetesObject>> siblings, World world, CancellationToken cancellationToken)
    {
        var claims = await PodClaims.ObserveAsync(owner, basis.Selector, world, cancellationToken);
        var observed = basis with { Pods = claims, LastFailure = world.LastFailure };
        if (claims.Owned.Count + claims.Orphans.Count > basis.Desired)
        {
            observed = observed with { Related = siblings().SelectMany(s => world.Of<Pod>().ControlledBy(s.Metadata.UID)).ToValueList() };
        }

        return observed;
    }
}
