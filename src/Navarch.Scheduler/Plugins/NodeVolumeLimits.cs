using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;
using Navarch.Client.Caching;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>A node takes no more volumes of a CSI driver than its CSINode says it can have. A volume shared by pods counts once.</summary>
public sealed class NodeVolumeLimits(Caches caches) : IPreFilterPlugin, IFilterPlugin
{
    /// <inheritdoc/>
    public string Name => nameof(NodeVolumeLimits);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.PodRemoved | ClusterChange.Volumes;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot)
    {
        if (pod.ClaimNames.Count == 0)
        {
            return PluginStatus.Skip;
        }

        HashSet<DriverVolume> wanted = [.. VolumesOf(pod)];
        if (wanted.Count == 0)
        {
            return PluginStatus.Skip;
        }

        state.Set(wanted);
        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        if (caches.Of<CSINode>().Get("", node.Name) is not { } limits || !limits.Spec.Drivers.Any(d => d.Allocatable?.Count is not null))
        {
            return PluginStatus.Success;
        }

        var wanted = state.Get<HashSet<DriverVolume>>()!;
        HashSet<DriverVolume> attached = [.. node.Pods.SelectMany(VolumesOf)];
        foreach (var driver in limits.Spec.Drivers)
        {
            if (driver.Allocatable?.Count is not { } limit)
            {
                continue;
            }

            var more = wanted.Count(v => v.Driver == driver.Name && !attached.Contains(v));
            if (more > 0 && attached.Count(v => v.Driver == driver.Name) + more > limit)
            {
                return PluginStatus.Unschedulable("node(s) exceed max volume count");
            }
        }

        return PluginStatus.Success;
    }

    /// <summary>The CSI volumes of a pod's claims; a claim whose volume is not there yet counts for the driver that will make it.</summary>
    private IEnumerable<DriverVolume> VolumesOf(PodInfo pod)
    {
        foreach (var name in pod.ClaimNames)
        {
            if (caches.Of<PersistentVolumeClaim>().Get(pod.Name.Namespace, name) is not { } claim)
            {
                continue;
            }

            if (claim.Spec.VolumeName.Length > 0)
            {
                if (caches.Of<PersistentVolume>().Get("", claim.Spec.VolumeName)?.Spec.CSI is { } csi)
                {
                    yield return new(csi.Driver, csi.VolumeHandle);
                }
            }
            else if (VolumeClaims.ClassOf(claim) is { Length: > 0 } storage && caches.Of<StorageClass>().Get("", storage) is { } made)
            {
                yield return new(made.Provisioner, claim.NamespacedName().ToString());
            }
        }
    }

    private readonly record struct DriverVolume(string Driver, string Volume);
}
