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

    internal static NodeResourcesFitArgs Read(ConfigNode node)
    {
        var groups = node.Texts("ignoredResourceGroups");
        foreach (var (i, group) in groups.Index())
        {
            if (group.Contains('/', StringComparison.Ordinal))
            {
                node.Fault($"ignoredResourceGroups[{i}]", $"Invalid value: \"{group}\": resource group name can't contain '/'");
            }
        }

        var args = new NodeResourcesFitArgs { IgnoredResources = node.Texts("ignoredResources"), IgnoredResourceGroups = groups };
        if (node.Child("scoringStrategy") is not { } strategy)
        {
            return args;
        }

        var type = strategy.OneOf(
            "type", ScoringStrategyTypes.LeastAllocated, ScoringStrategyTypes.MostAllocated, ScoringStrategyTypes.RequestedToCapacityRatio);
        var ratio = strategy.Child("requestedToCapacityRatio");
        args = args with
        {
            Strategy = type ?? args.Strategy,
            Resources = ResourceSpec.Read(strategy, "resources"),
            Shape = ratio is null ? [] : UtilizationShapePoint.Read(ratio, "shape"),
        };
        if (type == ScoringStrategyTypes.RequestedToCapacityRatio && ratio is null)
        {
            strategy.Fault("requestedToCapacityRatio", "Required value: when ScoringStrategy type is RequestedToCapacityRatio");
        }

        ratio?.End();
        strategy.End();
        return args;
    }
}
