using Navarch.Api.Core.V1;
using Navarch.Client.Caching;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>A claim with the access mode ReadWriteOncePod is used by one pod at a time, in the whole cluster.</summary>
public sealed class VolumeRestrictions(Caches caches) : IPreFilterPlugin, IFilterPlugin
{
    /// <inheritdoc/>
    public string Name => nameof(VolumeRestrictions);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.PodRemoved | ClusterChange.Volumes;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot)
    {
        foreach (var name in pod.ClaimNames)
        {
            var claim = caches.Of<PersistentVolumeClaim>().Get(pod.Name.Namespace, name);
            if (claim is not null && claim.Spec.AccessModes.Contains(PersistentVolumeAccessModes.ReadWriteOncePod) && IsUsed(name, pod, snapshot))
            {
                return PluginStatus.Success;
            }
        }

        return PluginStatus.Skip;
    }

    /// <summary>Asked only when another pod has the claim. Evicting that pod helps, so it is no refusal for good.</summary>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        PluginStatus.Unschedulable("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");

    private static bool IsUsed(string claim, PodInfo pod, ClusterSnapshot snapshot)
    {
        foreach (var node in snapshot.Nodes)
        {
            foreach (var other in node.Pods)
            {
                if (other.Name != pod.Name && other.Name.Namespace == pod.Name.Namespace && other.ClaimNames.Contains(claim))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
