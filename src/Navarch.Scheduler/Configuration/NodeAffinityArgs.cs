using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Configuration;

/// <summary>What NodeAffinity is told.</summary>
public sealed record NodeAffinityArgs
{
    /// <summary>Holds for every pod of the profile, besides what the pod says itself.</summary>
    public NodeAffinity? AddedAffinity { get; init; }

    internal static NodeAffinityArgs Read(ConfigNode node) => new() { AddedAffinity = node.Api<NodeAffinity>("addedAffinity") };
}
