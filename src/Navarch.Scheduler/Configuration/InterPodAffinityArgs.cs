namespace Navarch.Scheduler.Configuration;

/// <summary>What InterPodAffinity is told.</summary>
public sealed record InterPodAffinityArgs
{
    /// <summary>What the required affinity of a pod already placed counts in the score of one that it selects, 0 to 100.</summary>
    public int HardPodAffinityWeight { get; init; } = 1;

    /// <summary>Whether a pod without preferred terms is not ranked by those of the pods already placed.</summary>
    public bool IgnorePreferredTermsOfExistingPods { get; init; }

    internal static InterPodAffinityArgs Read(ConfigNode node) => new()
    {
        HardPodAffinityWeight = node.Number("hardPodAffinityWeight", 0, 100) ?? 1,
        IgnorePreferredTermsOfExistingPods = node.Flag("ignorePreferredTermsOfExistingPods") ?? false,
    };
}
