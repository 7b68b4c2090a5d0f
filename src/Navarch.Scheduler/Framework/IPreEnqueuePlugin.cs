using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Decides whether a pod may enter the queue at all.</summary>
public interface IPreEnqueuePlugin : IPlugin
{
    /// <summary>Success lets the pod in; anything else keeps it out until it changes.</summary>
    PluginStatus PreEnqueue(PodInfo pod);
}
