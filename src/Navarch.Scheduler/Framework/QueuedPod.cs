using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>A pod that waits for a node.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="EnqueuedAt">When it first came into the queue.</param>
/// <param name="Attempts">How many cycles tried it.</param>
/// <param name="Sequence">The order of arrival, for a stable order among equals.</param>
public sealed record QueuedPod(PodInfo Pod, DateTimeOffset EnqueuedAt, int Attempts, long Sequence);
