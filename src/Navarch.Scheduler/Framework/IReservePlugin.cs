using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Holds something for a pod between the decision and the binding.</summary>
public interface IReservePlugin : IPlugin
{
    /// <summary>Takes the hold; anything but success gives up on the node.</summary>
    PluginStatus Reserve(CycleState state, PodInfo pod, string nodeName);

    /// <summary>Gives the hold back; must not fail, and may be called without a hold.</summary>
    void Unreserve(CycleState state, PodInfo pod, string nodeName);
}
