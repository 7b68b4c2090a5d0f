using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Nodes;

/// <summary>
/// Evicts pods from nodes with a NoExecute taint they do not bear, at once or when the shortest toleration runs out.
/// </summary>
public static class TaintEvictionController
{
    /// <summary>The controller. Its keys are pods.</summary>
    public static Controller Define() => Controller.Define<TaintedPodObserved>(
        "taint-eviction-controller",
        [
            Watch.Map<Pod>((pod, world) => IsTainted(world.Of<Node>().Get("", pod.Spec.NodeName)) ? [pod.NamespacedName()] : []),
            Watch.Map<Node>((node, world) => IsTainted(node) ? PodsOnNode.Of(node.Metadata.Name, world).Select(p => p.NamespacedName()) : []),
        ],
        (key, world) => world.Of<Pod>().Get(key) is { } pod && world.Of<Node>().Get("", pod.Spec.NodeName) is { } node ? new(pod, node.Spec.Taints) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(TaintedPodObserved observed, DateTimeOffset now)
    {
        var pod = observed.Pod;
        if (pod.IsDeleting() || pod.IsTerminal())
        {
            return Decision.Nothing;
        }

        DateTimeOffset? due = null;
        foreach (var taint in observed.Taints.Where(t => t.Effect == TaintEffects.NoExecute))
        {
            var tolerations = pod.Spec.Tolerations.Where(t => t.Tolerates(taint)).ToList();
            if (tolerations.Count == 0)
            {
                return Evict(pod, now);
            }

            var seconds = tolerations.Where(t => t.TolerationSeconds is not null).Select(t => t.TolerationSeconds!.Value).ToList();
            if (seconds.Count > 0)
            {
                var until = (taint.TimeAdded ?? now).AddSeconds(Math.Max(0, seconds.Min()));
                due = due is { } sooner && sooner < until ? sooner : until;
            }
        }

        return due is not { } at ? Decision.Nothing : at <= now ? Evict(pod, now) : Decision.Nothing.Again(at - now);
    }

    private static Decision Evict(Pod pod, DateTimeOffset now)
    {
        var target = new PodCondition
        {
            Type = PodConditionTypes.DisruptionTarget,
            Status = ConditionStatuses.True,
            Reason = "DeletionByTaintManager",
            Message = "Taint manager: deleting due to NoExecute taint",
            LastTransitionTime = now,
        };
        var marked = pod with { Status = pod.Status with { Conditions = [.. pod.Status.Conditions.Where(c => c.Type != target.Type), target] } };
        return Decision.Of(
            Effect.UpdateStatus(marked),
            new Effect.Delete(pod) { OnSuccess = EventNote.Normal(pod, "TaintManagerEviction", $"Marking for deletion Pod {pod.NamespacedName()}") });
    }

    private static bool IsTainted(Node? node) => node is not null && node.Spec.Taints.Any(t => t.Effect == TaintEffects.NoExecute);
}

/// <summary>A pod, and the taints of its node.</summary>
public sealed record TaintedPodObserved(Pod Pod, ValueList<Taint> Taints);
