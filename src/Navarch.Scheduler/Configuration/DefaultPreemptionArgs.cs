namespace Navarch.Scheduler.Configuration;

/// <summary>What DefaultPreemption is told: how many nodes are tried before the best of them is taken.</summary>
public sealed record DefaultPreemptionArgs
{
    /// <summary>The least share of the nodes, in percent.</summary>
    public int MinCandidateNodesPercentage { get; init; } = 10;

    /// <summary>The least number of nodes.</summary>
    public int MinCandidateNodesAbsolute { get; init; } = 100;

    internal static DefaultPreemptionArgs Read(ConfigNode node)
    {
        var args = new DefaultPreemptionArgs
        {
            MinCandidateNodesPercentage = node.Number("minCandidateNodesPercentage", 0, 100) ?? 10,
            MinCandidateNodesAbsolute = node.Number("minCandidateNodesAbsolute", 0) ?? 100,
        };
        if (args is { MinCandidateNodesPercentage: 0, MinCandidateNodesAbsolute: 0 })
        {
            node.Fault("minCandidateNodesPercentage", "Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute");
        }

        return args;
    }
}
