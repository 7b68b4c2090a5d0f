using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Computes, once for each pod, what its filter needs, and may refuse the pod for every node.</summary>
public interface IPreFilterPlugin : IPlugin
{
    /// <summary>Success goes on; <see cref="PluginCode.Skip"/> leaves the plugin's Filter out for this pod; anything else refuses the pod.</summary>
    PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot);
}
