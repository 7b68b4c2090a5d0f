using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>A cordoned node takes no new pods, but for those that tolerate its unschedulable taint.</summary>
public sealed class NodeUnschedulable : IFilterPlugin
{
    private static readonly Taint Unschedulable = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    /// <inheritdoc/>
    public string Name => nameof(NodeUnschedulable);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeTaints;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        !node.Node.Spec.Unschedulable || Tolerations.IsTolerated(Unschedulable, pod.Pod.Spec.Tolerations)
            ? PluginStatus.Success
            : PluginStatus.Unresolvable("node(s) were unschedulable");
}
