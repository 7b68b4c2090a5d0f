namespace Navarch.Scheduler.Framework;

/// <summary>Orders the pods that wait: exactly one is in force.</summary>
public interface IQueueSortPlugin : IPlugin
{
    /// <summary>Whether <paramref name="left"/> goes before <paramref name="right"/> (negative), after it (positive) or it does not matter (0).</summary>
    int Compare(QueuedPod left, QueuedPod right);
}
