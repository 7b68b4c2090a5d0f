using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Is asked when no node passed the filters; may make room (preemption).</summary>
public interface IPostFilterPlugin : IPlugin
{
    /// <summary>The node it nominates, or null, and what it has to say.</summary>
    PostFilterResult PostFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis);
}

/// <summary>What a post filter found.</summary>
/// <param name="NominatedNode">Where room is being made, or null.</param>
/// <param name="Victims">The pods to evict there.</param>
/// <param name="Message">What is added to the pod's message after <c>preemption: </c>.</param>
public readonly record struct PostFilterResult(string? NominatedNode, IReadOnlyList<PodInfo> Victims, string Message);
