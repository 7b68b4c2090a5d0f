namespace Navarch.ApiServer.ResourceMetrics;

/// <summary>What was used between two samples of a node.</summary>
/// <param name="Time">The later sample's time.</param>
/// <param name="Window">The time between the two.</param>
/// <param name="Node">What the node used.</param>
/// <param name="Pods">What the containers of each pod used, by the pod's <c>namespace/name</c>.</param>
internal sealed record NodeUsage(DateTimeOffset Time, TimeSpan Window, Usage Node, IReadOnlyDictionary<string, IReadOnlyList<ContainerUsage>> Pods)
{
    /// <summary>
    /// What was used from the earlier to the later sample; null when no time passed. A container that is in one of them only, or was
    /// restarted in between, is left out, and with it its pod: half a pod's figures would mislead whoever scales by them. Pure.
    /// </summary>
    public static NodeUsage? Between(NodeSample earlier, NodeSample later)
    {
        if (Rate(earlier.Time, earlier.CpuNanoseconds, later.Time, later.CpuNanoseconds) is not { } cores)
        {
            return null;
        }

        var before = earlier.Containers.ToDictionary(container => container.Id, StringComparer.Ordinal);
        var pods = new Dictionary<string, IReadOnlyList<ContainerUsage>>(StringComparer.Ordinal);
        foreach (var pod in later.Containers.GroupBy(container => $"{container.Namespace}/{container.Pod}", StringComparer.Ordinal))
        {
            var used = pod.Select(container => before.TryGetValue(container.Id, out var first)
                && Rate(first.Time, first.CpuNanoseconds, container.Time, container.CpuNanoseconds) is { } nanocores
                    ? new ContainerUsage(container.Name, new(nanocores, container.MemoryBytes))
                    : null).ToList();
            if (!used.Contains(null))
            {
                pods[pod.Key] = used!;
            }
        }

        return new(later.Time, later.Time - earlier.Time, new(cores, later.MemoryBytes), pods);
    }

    private static long? Rate(DateTimeOffset from, long before, DateTimeOffset to, long after) =>
        to > from && after >= before ? (long)((after - before) / (to - from).TotalSeconds) : null;
}

/// <summary>What was used.</summary>
/// <param name="Nanocores">Processors, in billionths of a core, on average.</param>
/// <param name="MemoryBytes">Memory, at the end.</param>
internal readonly record struct Usage(long Nanocores, long MemoryBytes)
{
    /// <summary>As the API shows it.</summary>
    public ValueMap<Quantity> ToResources() => ValueMap.Of(
        ("cpu", Quantity.Nano(Nanocores)),
        ("memory", Quantity.Bytes(MemoryBytes)));
}

/// <summary>What a container used.</summary>
internal sealed record ContainerUsage(string Name, Usage Usage);
