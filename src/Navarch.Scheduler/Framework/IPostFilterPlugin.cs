using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Framework;

/// <summary>Is asked when no node passed the filters; may make room (preemption).</summary>
public interface IPostFilterPlugin : IPlugin
{
    /// <summary>The node it nominates, or null, and what it has to say.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="snapshot">The cluster; it may be changed for trying things out, but must be left as it was.</param>
    /// <param name="diagnosis">Which nodes were refused and why.</param>
    /// <param name="fits">Asks every filter about a node, as the snapshot is at that moment.</param>
    PostFilterResult PostFilter(PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis, Func<NodeInfo, PluginStatus> fits);
}

/// <summary>What a post filter found.</summary>
/// <param name="NominatedNode">Where room is being made, or null.</param>
/// <param name="Victims">The pods to evict there.</param>
/// <param name="Message">What is added to the pod's message after <c>preemption: </c>.</param>
public readonly record struct PostFilterResult(string? NominatedNode, IReadOnlyList<PodInfo> Victims, string Message);
