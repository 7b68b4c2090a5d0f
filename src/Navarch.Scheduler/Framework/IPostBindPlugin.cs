using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Is told of a pod that was bound.</summary>
public interface IPostBindPlugin : IPlugin
{
    /// <summary>Called after the binding is durable.</summary>
    void PostBind(CycleState state, PodInfo pod, string nodeName);
}
