using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Nodes;

/// <summary>The taints that follow from a node's conditions. Others are left alone.</summary>
internal static class NodeTaints
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";

    /// <summary>Which condition in which state puts which taint on.</summary>
    private static readonly (string Condition, string Status, string Taint, string Effect)[] Rules =
    [
        (NodeConditionTypes.Ready, "False", NotReady, TaintEffects.NoSchedule),
        (NodeConditionTypes.Ready, "False", NotReady, TaintEffects.NoExecute),
        (NodeConditionTypes.Ready, "Unknown", Unreachable, TaintEffects.NoSchedule),
        (NodeConditionTypes.Ready, "Unknown", Unreachable, TaintEffects.NoExecute),
        (NodeConditionTypes.MemoryPressure, "True", "node.kubernetes.io/memory-pressure", TaintEffects.NoSchedule),
        (NodeConditionTypes.DiskPressure, "True", "node.kubernetes.io/disk-pressure", TaintEffects.NoSchedule),
        (NodeConditionTypes.PIDPressure, "True", "node.kubernetes.io/pid-pressure", TaintEffects.NoSchedule),
        (NodeConditionTypes.NetworkUnavailable, "True", "node.kubernetes.io/network-unavailable", TaintEffects.NoSchedule),
    ];

    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    public static ValueList<Taint> Of(Node node, DateTimeOffset now)
    {
        var taints = node.Spec.Taints;
        foreach (var (condition, status, taint, effect) in Rules)
        {
            var holds = node.Status.Conditions.FirstOrDefault(c => c.Type == condition) is { } found && found.Status == status;
            taints = Put(taints, taint, effect, holds, now);
        }

        return Put(taints, Unschedulable, TaintEffects.NoSchedule, node.Spec.Unschedulable, now);
    }

    private static ValueList<Taint> Put(ValueList<Taint> taints, string key, string effect, bool wanted, DateTimeOffset now)
    {
        var there = taints.Any(t => t.Key == key && t.Effect == effect);
        return there == wanted ? taints
            : wanted ? taints.Add(new() { Key = key, Effect = effect, TimeAdded = now })
            : taints.Where(t => t.Key != key || t.Effect != effect).ToValueList();
    }
}
