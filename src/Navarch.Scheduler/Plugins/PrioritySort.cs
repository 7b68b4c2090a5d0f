using Navarch.Scheduler.Framework;

namespace Navarch.Scheduler.Plugins;

/// <summary>Orders waiting pods by priority, then by how long they wait, then by arrival.</summary>
public sealed class PrioritySort : IQueueSortPlugin
{
    /// <inheritdoc/>
    public string Name => nameof(PrioritySort);

    /// <inheritdoc/>
    public int Compare(QueuedPod left, QueuedPod right)
    {
        var order = right.Pod.Priority.CompareTo(left.Pod.Priority);
        if (order != 0)
        {
            return order;
        }

        order = left.EnqueuedAt.CompareTo(right.EnqueuedAt);
        return order != 0 ? order : left.Sequence.CompareTo(right.Sequence);
    }
}
