using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;

namespace Navarch.Scheduler.Snapshot;

/// <summary>What the new version of a node changes for pods that wait.</summary>
internal static class NodeChanges
{
    /// <summary>The difference; a heartbeat is none.</summary>
    public static ClusterChange Between(Node? old, Node now)
    {
        if (old is null)
        {
            return ClusterChange.NodeAdded;
        }

        var change = ClusterChange.None;
        if (old.Metadata.Labels != now.Metadata.Labels)
        {
            change |= ClusterChange.NodeLabels;
        }

        if (old.Spec.Taints != now.Spec.Taints || old.Spec.Unschedulable != now.Spec.Unschedulable)
        {
            change |= ClusterChange.NodeTaints;
        }

        if (old.Status.Allocatable != now.Status.Allocatable)
        {
            change |= ClusterChange.NodeAllocatable;
        }

        return change;
    }
}
