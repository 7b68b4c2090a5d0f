namespace Navarch.Scheduler.Configuration;

/// <summary>The ways NodeResourcesFit ranks nodes.</summary>
public static class ScoringStrategyTypes
{
    /// <summary>The greater the free share, the better: pods spread.</summary>
    public const string LeastAllocated = "LeastAllocated";

    /// <summary>The greater the used share, the better: pods are packed.</summary>
    public const string MostAllocated = "MostAllocated";

    /// <summary>The used share's score is read off a line of given points.</summary>
    public const string RequestedToCapacityRatio = "RequestedToCapacityRatio";
}
