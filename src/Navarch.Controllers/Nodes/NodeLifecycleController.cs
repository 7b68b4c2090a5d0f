using System.Collections.Concurrent;
using Navarch.Api;
using Navarch.Api.Coordination.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Nodes;

/// <summary>
/// Notices silent nodes and keeps the taints that follow from a node's state.
/// Flow: no sign of life (Lease or status) for the grace period → conditions Unknown → taints; taints follow the conditions both ways;
/// pods of a node that is lost are marked not ready (a node that answers tells of its pods itself).
/// Caveat: silence is measured from when this process first saw the last sign of life, so a restarted control plane gives every node a full period.
/// </summary>
public static class NodeLifecycleController
{
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly string[] Judged = [NodeConditionTypes.Ready, NodeConditionTypes.MemoryPressure, NodeConditionTypes.DiskPressure, NodeConditionTypes.PIDPressure];

    /// <summary>The controller.</summary>
    /// <param name="grace">How long a node may stay silent.</param>
    /// <param name="time">The clock by which silence is measured.</param>
    public static Controller Define(TimeSpan grace, TimeProvider time)
    {
        var signs = new ConcurrentDictionary<string, (object? Sign, DateTimeOffset At)>(StringComparer.Ordinal);
        return Controller.Define<NodeObserved>(
            "node-lifecycle-controller",
            [
                Watch.Self<Node>(),
                Watch.Read<Lease>(),
                Watch.Read<Pod>(),
            ],
            (key, world) =>
            {
                if (world.Of<Node>().Get(key) is not { } node)
                {
                    signs.TryRemove(key.Name, out _);
                    return null;
                }

                var sign = (world.Of<Lease>().Get(LeaseNamespace, key.Name)?.Spec.RenewTime, Ready(node)?.LastHeartbeatTime);
                var heard = signs.AddOrUpdate(key.Name, _ => (sign, time.GetUtcNow()), (_, old) => Equals(old.Sign, sign) ? old : (sign, time.GetUtcNow()));
                var pods = Ready(node)?.Status == ConditionStatuses.Unknown ? PodsOnNode.Of(key.Name, world) : [];
                return new(node, heard.At, grace, pods);
            },
            Decide);
    }

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(NodeObserved observed, DateTimeOffset now)
    {
        var node = observed.Node;
        if (node.IsDeleting())
        {
            return Decision.Nothing;
        }

        var silence = now - observed.LastHeard;
        if (silence >= observed.Grace && Ready(node)?.Status != ConditionStatuses.Unknown)
        {
            var silent = node with { Status = node.Status with { Conditions = Unknown(node.Status.Conditions, now) } };
            return Decision.Of(Effect.UpdateStatus(silent), new Effect.Tell(EventNote.Normal(node, "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady")));
        }

        var effects = new List<Effect>();
        var taints = NodeTaints.Of(node, now);
        if (taints != node.Spec.Taints)
        {
            effects.Add(new Effect.Update(node with { Spec = node.Spec with { Taints = taints } }));
        }

        if (Ready(node)?.Status == ConditionStatuses.Unknown)
        {
            effects.AddRange(observed.Pods.Where(p => p.IsReady()).Select(p => Effect.UpdateStatus(NotReady(p, now))));
        }

        var wait = observed.Grace - silence;
        return Decision.Of(effects).Again(Ready(node)?.Status == ConditionStatuses.Unknown ? null : wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
    }

    private static NodeCondition? Ready(Node node) => node.Status.Conditions.FirstOrDefault(c => c.Type == NodeConditionTypes.Ready);

    private static ValueList<NodeCondition> Unknown(ValueList<NodeCondition> conditions, DateTimeOffset now)
    {
        foreach (var type in Judged)
        {
            var index = conditions.Select((c, i) => (c, i)).Where(c => c.c.Type == type).Select(c => c.i).DefaultIfEmpty(-1).First();
            if (index < 0)
            {
                conditions = conditions.Add(new()
                {
                    Type = type,
                    Status = ConditionStatuses.Unknown,
                    Reason = "NodeStatusNeverUpdated",
                    Message = "Kubelet never posted node status.",
                    LastTransitionTime = now,
                });
            }
            else if (conditions[index].Status != ConditionStatuses.Unknown)
            {
                conditions = conditions.SetItem(index, conditions[index] with
                {
                    Status = ConditionStatuses.Unknown,
                    Reason = "NodeStatusUnknown",
                    Message = "Kubelet stopped posting node status.",
                    LastTransitionTime = now,
                });
            }
        }

        return conditions;
    }

    private static Pod NotReady(Pod pod, DateTimeOffset now) => pod with
    {
        Status = pod.Status with
        {
            Conditions = pod.Status.Conditions
                .Select(c => c.Type == PodConditionTypes.Ready ? c with { Status = ConditionStatuses.False, LastTransitionTime = now } : c)
                .ToValueList(),
        },
    };
}

/// <summary>A node and when it last gave a sign of life.</summary>
/// <param name="Node">The node.</param>
/// <param name="LastHeard">When this process first saw its last sign of life.</param>
/// <param name="Grace">How long it may stay silent.</param>
/// <param name="Pods">Its pods; only given when it is lost.</param>
public sealed record NodeObserved(Node Node, DateTimeOffset LastHeard, TimeSpan Grace, ValueList<Pod> Pods);
