using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Policy;

/// <summary>Keeps the status of each PodDisruptionBudget: how many of its pods may be evicted now.</summary>
public static class DisruptionBudgetController
{
    private const string Allowed = "DisruptionAllowed";

    /// <summary>An eviction the API allowed counts until its pod is going, but no longer than this.</summary>
    private static readonly TimeSpan EvictionLimit = TimeSpan.FromMinutes(2);

    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<DisruptionBudgetObserved>(
        "disruption-controller",
        [
            Watch.Self<PodDisruptionBudget>(),
            Watch.Map<Pod>((pod, world) => world.Of<PodDisruptionBudget>().InNamespace(pod.Metadata.Namespace)
                .Where(b => LabelSelectors.Matches(b.Spec.Selector, pod.Metadata.Labels))
                .Select(b => b.NamespacedName())),
            Watch.Read<ReplicaSet>(),
            Watch.Read<Deployment>(),
            Watch.Read<ReplicationController>(),
            Watch.Read<StatefulSet>(),
        ],
        (key, world) =>
        {
            if (world.Of<PodDisruptionBudget>().Get(key) is not { } budget)
            {
                return null;
            }

            var pods = world.Of<Pod>().Select(key.Namespace, budget.Spec.Selector).Where(p => !p.IsTerminal()).ToValueList();
            return new(budget, pods, Scale(pods, world));
        },
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(DisruptionBudgetObserved observed, DateTimeOffset now)
    {
        var (budget, pods, scale) = observed;
        var disrupted = budget.Status.DisruptedPods
            .Where(d => d.Value is { } at && at + EvictionLimit > now && pods.Any(p => p.Metadata.Name == d.Key && !p.IsDeleting()))
            .ToValueMap();
        var healthy = pods.Count(p => p.IsReady() && !p.IsDeleting() && !disrupted.ContainsKey(p.Metadata.Name));
        var (expected, wanted) = Wanted(budget.Spec, pods.Count, scale);
        var mayGo = expected > 0 && wanted is { } w ? Math.Max(0, healthy - w) : 0;
        var status = budget.Status with
        {
            ObservedGeneration = budget.Metadata.Generation,
            DisruptedPods = disrupted,
            CurrentHealthy = healthy,
            DesiredHealthy = wanted ?? 0,
            ExpectedPods = expected,
            DisruptionsAllowed = mayGo,
            Conditions = With(budget.Status.Conditions, mayGo > 0, wanted is null ? "SyncFailed" : mayGo > 0 ? "SufficientPods" : "InsufficientPods", budget.Metadata.Generation, now),
        };
        var forget = disrupted.Values.Select(at => at + EvictionLimit - now).Min();
        return (status == budget.Status ? Decision.Nothing : Decision.Of(Effect.UpdateStatus(budget with { Status = status }))).Again(forget);
    }

    /// <summary>How many pods there should be, and how many of them must stay healthy; null when that cannot be told.</summary>
    private static (int Expected, int? Healthy) Wanted(PodDisruptionBudgetSpec spec, int pods, int? scale)
    {
        if (spec.MaxUnavailable is { } most)
        {
            return scale is { } all ? (all, Math.Max(0, all - (most.Scaled(all, roundUp: true) ?? 0))) : (pods, null);
        }

        var least = spec.MinAvailable ?? 0;
        if (!least.IsString)
        {
            return (pods, least.Number);
        }

        return scale is { } total ? (total, least.Scaled(total, roundUp: true)) : (pods, null);
    }

    /// <summary>The sizes of the pods' controllers together; null when a pod has none that is known.</summary>
    private static int? Scale(ValueList<Pod> pods, World world)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (pod.Metadata.ControllerOwner() is not { } owner)
            {
                return null;
            }

            if (!sizes.ContainsKey(owner.UID))
            {
                if (SizeOf(pod, world) is not { } size)
                {
                    return null;
                }

                sizes[size.Uid] = size.Count;
                sizes.TryAdd(owner.UID, 0);
            }
        }

        return sizes.Values.Sum();
    }

    private static (string Uid, int Count)? SizeOf(Pod pod, World world)
    {
        if (pod.ControllerOf(ReplicaSet.Info) is { } name && world.Of<ReplicaSet>().Get(name) is { } set)
        {
            return set.ControllerOf(Deployment.Info) is { } above && world.Of<Deployment>().Get(above) is { } deployment
                ? (deployment.Metadata.UID, deployment.Spec.Replicas ?? 1)
                : (set.Metadata.UID, set.Spec.Replicas ?? 1);
        }

        if (pod.ControllerOf(StatefulSet.Info) is { } stateful && world.Of<StatefulSet>().Get(stateful) is { } numbered)
        {
            return (numbered.Metadata.UID, numbered.Spec.Replicas ?? 1);
        }

        return pod.ControllerOf(ReplicationController.Info) is { } older && world.Of<ReplicationController>().Get(older) is { } controller
            ? (controller.Metadata.UID, controller.Spec.Replicas ?? 1)
            : null;
    }

    private static ValueList<Condition> With(ValueList<Condition> conditions, bool allowed, string reason, long generation, DateTimeOffset now)
    {
        var status = allowed ? "True" : "False";
        var current = conditions.FirstOrDefault(c => c.Type == Allowed);
        if (current is not null && current.Status == status && current.Reason == reason && current.ObservedGeneration == generation)
        {
            return conditions;
        }

        return
        [
            .. conditions.Where(c => c.Type != Allowed),
            new()
            {
                Type = Allowed,
                Status = status,
                Reason = reason,
                ObservedGeneration = generation,
                LastTransitionTime = current?.Status == status ? current.LastTransitionTime : now,
            },
        ];
    }
}

/// <summary>A budget, the pods it covers, and how many there should be.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Pods">Its pods that have not ended.</param>
/// <param name="Scale">The sizes of the pods' controllers together; null when a pod has none that is known.</param>
public sealed record DisruptionBudgetObserved(PodDisruptionBudget Budget, ValueList<Pod> Pods, int? Scale);
