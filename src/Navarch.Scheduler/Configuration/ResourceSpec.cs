namespace Navarch.Scheduler.Configuration;

/// <summary>A resource that counts in a score.</summary>
/// <param name="Name">The resource's API name.</param>
/// <param name="Weight">How much it counts against the others, 1 to 100.</param>
public sealed record ResourceSpec(string Name, long Weight = 1)
{
    /// <summary>CPU and memory, alike: what scores look at when nothing else is said.</summary>
    public static IReadOnlyList<ResourceSpec> CpuAndMemory { get; } = [new("cpu"), new("memory")];

    /// <summary>A list of resources of the file; CPU and memory when it is not given.</summary>
    internal static IReadOnlyList<ResourceSpec> Read(ConfigNode node, string field)
    {
        var resources = new List<ResourceSpec>();
        foreach (var item in node.Children(field))
        {
            var name = item.Text("name") ?? "";
            if (name.Length == 0)
            {
                item.Fault("name", "Required value");
            }
            else if (resources.Exists(r => r.Name == name))
            {
                item.Fault("name", $"Duplicate value: \"{name}\"");
            }

            resources.Add(new(name, item.Number("weight", 1, 100) ?? 1));
            item.End();
        }

        return resources.Count == 0 ? CpuAndMemory : resources;
    }
}
