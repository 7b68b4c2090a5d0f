using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Says whether a pod can run on a node.</summary>
public interface IFilterPlugin : IPlugin
{
    /// <summary>Success: it can; otherwise the reason, in the words the user reads.</summary>
    PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node);
}
