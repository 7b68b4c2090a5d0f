using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Ranks the nodes a pod can run on.</summary>
public interface IScorePlugin : IPlugin
{
    /// <summary>The best score after <see cref="Normalize"/>; the worst is 0.</summary>
    const long MaxScore = 100;

    /// <summary>The raw score of a node.</summary>
    long Score(CycleState state, PodInfo pod, NodeInfo node);

    /// <summary>Brings the raw scores of all feasible nodes into 0 to <see cref="MaxScore"/>, in place.</summary>
    void Normalize(CycleState state, PodInfo pod, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
    }
}
