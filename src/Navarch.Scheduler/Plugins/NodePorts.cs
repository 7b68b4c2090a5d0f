using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>Two pods on a node cannot bind the same host port.</summary>
public sealed class NodePorts : IPreFilterPlugin, IFilterPlugin
{
    /// <inheritdoc/>
    public string Name => nameof(NodePorts);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.PodRemoved;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) =>
        pod.HostPorts.Count == 0 ? PluginStatus.Skip : PluginStatus.Success;

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (var other in node.Pods)
        {
            foreach (var taken in other.HostPorts)
            {
                foreach (var wanted in pod.HostPorts)
                {
                    if (wanted.ConflictsWith(taken))
                    {
                        return PluginStatus.Unschedulable("node(s) didn't have free ports for the requested pod ports");
                    }
                }
            }
        }

        return PluginStatus.Success;
    }
}
