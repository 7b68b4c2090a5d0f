using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Caching;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// A volume whose labels name zones or regions is reached from nodes with the same labels only. A node that has no such label
/// at all is not judged: its cluster has one zone.
/// </summary>
public sealed class VolumeZone(Caches caches) : IPreFilterPlugin, IFilterPlugin
{
    // A volume in several zones names them all, separated by this.
    private const string Separator = "__";

    private static readonly (string Key, string OtherName)[] Labels =
    [
        ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"),
        ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"),
        ("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"),
        ("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"),
    ];

    /// <inheritdoc/>
    public string Name => nameof(VolumeZone);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeLabels | ClusterChange.Volumes;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot)
    {
        List<Place>? places = null;
        foreach (var name in pod.ClaimNames)
        {
            var claim = caches.Of<PersistentVolumeClaim>().Get(pod.Name.Namespace, name);
            if (claim is not { Spec.VolumeName.Length: > 0 } || caches.Of<PersistentVolume>().Get("", claim.Spec.VolumeName) is not { } volume)
            {
                // VolumeBinding says what is missing.
                continue;
            }

            foreach (var (key, otherName) in Labels)
            {
                if (volume.Metadata.Labels.TryGetValue(key, out var value))
                {
                    (places ??= []).Add(new(key, otherName, value.Split(Separator, StringSplitOptions.TrimEntries)));
                }
            }
        }

        if (places is null)
        {
            return PluginStatus.Skip;
        }

        state.Set(places);
        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var labels = node.Node.Metadata.Labels;
        if (!HasAny(labels))
        {
            return PluginStatus.Success;
        }

        foreach (var place in state.Get<List<Place>>()!)
        {
            if ((!labels.TryGetValue(place.Key, out var value) && !labels.TryGetValue(place.OtherName, out value)) || !place.Values.Contains(value))
            {
                return PluginStatus.Unresolvable("node(s) had no available volume zone");
            }
        }

        return PluginStatus.Success;
    }

    private static bool HasAny(ValueMap<string> labels)
    {
        foreach (var (key, _) in Labels)
        {
            if (labels.ContainsKey(key))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Place(string Key, string OtherName, string[] Values);
}
