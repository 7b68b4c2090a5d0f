using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Binds a pod to its node. The first that does not skip does it.</summary>
public interface IBindPlugin : IPlugin
{
    /// <summary>Success: bound; <see cref="PluginCode.Skip"/>: not mine; anything else: it failed.</summary>
    ValueTask<PluginStatus> BindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken);
}
