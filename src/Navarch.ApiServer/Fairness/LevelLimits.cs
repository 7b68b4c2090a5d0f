namespace Navarch.ApiServer.Fairness;

/// <summary>How a priority level deals with what it cannot run at once.</summary>
/// <param name="Queues">The number of queues; 0: nothing waits, what cannot run is refused.</param>
/// <param name="HandSize">How many queues a flow is dealt; at most <paramref name="Queues"/>.</param>
/// <param name="QueueLength">The most requests that wait in one queue.</param>
internal readonly record struct LevelLimits(int Queues, int HandSize, int QueueLength)
{
    /// <summary>Nothing waits.</summary>
    public static LevelLimits Reject { get; } = new(0, 0, 0);
}
