namespace Navarch.Scheduler.Configuration;

/// <summary>What NodeResourcesBalancedAllocation is told.</summary>
public sealed record NodeResourcesBalancedAllocationArgs
{
    /// <summary>The resources whose used shares are to be alike; each counts the same.</summary>
    public IReadOnlyList<ResourceSpec> Resources { get; init; } = ResourceSpec.CpuAndMemory;

    internal static NodeResourcesBalancedAllocationArgs Read(ConfigNode node)
    {
        var resources = ResourceSpec.Read(node, "resources");
        foreach (var (i, resource) in resources.Index())
        {
            if (resource.Weight != 1)
            {
                node.Fault($"resources[{i}].weight", $"Invalid value: {resource.Weight}: must be 1");
            }
        }

        return new() { Resources = resources };
    }
}
