namespace Navarch.Scheduler.Configuration;

/// <summary>A resource that counts in a score.</summary>
/// <param name="Name">The resource's API name.</param>
/// <param name="Weight">How much it counts against the others, 1 to 100.</param>
public sealed record ResourceSpec(string Name, long Weight = 1)
{
    /// <summary>CPU and memory, alike: what scores look at when nothing else is said.</summary>
    public static IReadOnlyList<ResourceSpec> CpuAndMemory { get; } = [new("cpu"), new("memory")];
}
