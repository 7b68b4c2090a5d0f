using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>Keeps a pod out of the queue while it has scheduling gates.</summary>
public sealed class SchedulingGates : IPreEnqueuePlugin
{
    /// <inheritdoc/>
    public string Name => nameof(SchedulingGates);

    /// <inheritdoc/>
    public PluginStatus PreEnqueue(PodInfo pod)
    {
        var gates = pod.Pod.Spec.SchedulingGates;
        return gates.IsEmpty
            ? PluginStatus.Success
            : PluginStatus.Unresolvable($"waiting for scheduling gates: [{string.Join(' ', gates.Select(g => g.Name))}]");
    }
}
