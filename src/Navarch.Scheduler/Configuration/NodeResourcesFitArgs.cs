namespace Navarch.Scheduler.Configuration;

/// <summary>What NodeResourcesFit is told.</summary>
public sealed record NodeResourcesFitArgs
{
    /// <summary>Extended resources the filter does not look at.</summary>
    public IReadOnlyList<string> IgnoredResources { get; init; } = [];

    /// <summary>The parts before the slash of extended resources the filter does not look at.</summary>
    public IReadOnlyList<string> IgnoredResourceGroups { get; init; } = [];

    /// <summary>How nodes are ranked: one of <see cref="ScoringStrategyTypes"/>.</summary>
    public string Strategy { get; init; } = ScoringStrategyTypes.LeastAllocated;

    /// <summary>The resources that count in the score.</summary>
    public IReadOnlyList<ResourceSpec> Resources { get; init; } = ResourceSpec.CpuAndMemory;

    /// <summary>The points of the line, by rising utilization; used by <see cref="ScoringStrategyTypes.RequestedToCapacityRatio"/> only.</summary>
    public IReadOnlyList<UtilizationShapePoint> Shape { get; init; } = [];
}
