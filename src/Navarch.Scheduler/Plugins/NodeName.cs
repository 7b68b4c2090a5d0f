using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>A pod that names its node runs there and nowhere else.</summary>
public sealed class NodeName : IFilterPlugin
{
    /// <inheritdoc/>
    public string Name => nameof(NodeName);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var wanted = pod.Pod.Spec.NodeName;
        return wanted.Length == 0 || wanted == node.Name
            ? PluginStatus.Success
            : PluginStatus.Unresolvable("node(s) didn't match the requested node name");
    }
}
