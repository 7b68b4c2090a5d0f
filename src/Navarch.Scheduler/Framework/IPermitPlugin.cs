using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Lets a pod bind, refuses it, or makes it wait.</summary>
public interface IPermitPlugin : IPlugin
{
    /// <summary>Completes when the pod may bind (success) or must not.</summary>
    ValueTask<PluginStatus> PermitAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken);
}
