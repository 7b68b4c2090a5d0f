using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Does what must be done before a pod is bound (volumes, claims).</summary>
public interface IPreBindPlugin : IPlugin
{
    /// <summary>Anything but success gives up on the node.</summary>
    ValueTask<PluginStatus> PreBindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken);
}
