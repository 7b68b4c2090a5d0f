using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Explanation;

/// <summary>Why a pod waits, or where it would go.</summary>
public sealed record PodExplanation
{
    /// <summary>Why the pod may not even enter the queue; empty when it may.</summary>
    public string Gate { get; init; } = "";

    /// <summary>Where the pod would go now; null when it fits nowhere.</summary>
    public string? Node { get; init; }

    /// <summary>What holds for every node at once (a claim that is missing, say), with the plugin that says so; null when nodes were asked one by one.</summary>
    public (string Plugin, string Reason)? Everywhere { get; init; }

    /// <summary>Each node that refuses the pod, the one that is nearest to taking it first.</summary>
    public IReadOnlyList<NodeExplanation> Refused { get; init; } = [];

    /// <summary>The number of nodes in the cluster.</summary>
    public int NodeCount { get; init; }

    /// <summary>The message of the FailedScheduling event; empty when the pod fits.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whom preemption would evict, and where; default when nobody.</summary>
    public PostFilterResult Preemption { get; init; }

    /// <summary>The pod's place among those that wait, from 1, by the order of the queue.</summary>
    public int QueuePlace { get; init; }

    /// <summary>How many pods wait, this one included.</summary>
    public int QueueLength { get; init; }
}

/// <summary>Why a node refuses a pod.</summary>
/// <param name="Node">The node.</param>
/// <param name="Refusals">Every plugin that says no, in the order they are asked.</param>
public sealed record NodeExplanation(NodeInfo Node, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>How much must change until the node takes the pod; the smaller the nearer.</summary>
    public double Distance => Refusals.Sum(r => r.Distance);
}

/// <summary>A plugin's no.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Reason">Its reason, in the words of events.</param>
/// <param name="Missing">The numbers behind it: what is there and what is missing; empty when it is not about numbers.</param>
/// <param name="Fix">What would turn it into a yes.</param>
/// <param name="Distance">How much the fix changes, roughly: below 1 for a wait, above 4 for another cluster.</param>
public sealed record Refusal(string Plugin, string Reason, string Missing, string Fix, double Distance);
