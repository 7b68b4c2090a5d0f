using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Computes, once for each pod, what its score needs.</summary>
public interface IPreScorePlugin : IPlugin
{
    /// <summary>Success goes on; <see cref="PluginCode.Skip"/> leaves the plugin's Score out for this pod.</summary>
    PluginStatus PreScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, IReadOnlyList<NodeInfo> nodes);
}
