using System.Text.Json;

namespace Navarch.ApiServer.ResourceMetrics;

/// <summary>What a node told of itself and of its containers at one moment.</summary>
/// <param name="Time">The moment.</param>
/// <param name="CpuNanoseconds">The time its processors have worked since it started.</param>
/// <param name="MemoryBytes">The memory in use.</param>
/// <param name="Containers">The running containers.</param>
internal sealed record NodeSample(DateTimeOffset Time, long CpuNanoseconds, long MemoryBytes, IReadOnlyList<ContainerSample> Containers)
{
    /// <summary>Reads a node's <c>/stats/summary</c>; what lacks a figure is left out.</summary>
    /// <exception cref="JsonException">It is no such document.</exception>
    public static NodeSample Read(ReadOnlyMemory<byte> summary)
    {
        using var document = JsonDocument.Parse(summary);
        if (!document.RootElement.TryGetProperty("node", out var node) || UsageOf(node) is not var (time, cpu, memory))
        {
            throw new JsonException("it tells nothing of the node");
        }

        var containers = new List<ContainerSample>();
        foreach (var pod in document.RootElement.TryGetProperty("pods", out var pods) ? pods.EnumerateArray() : default)
        {
            var reference = pod.GetProperty("podRef");
            var (ns, name) = (reference.GetProperty("namespace").GetString()!, reference.GetProperty("name").GetString()!);
            foreach (var container in pod.GetProperty("containers").EnumerateArray())
            {
                if (UsageOf(container) is var (at, used, bytes))
                {
                    var id = container.TryGetProperty("id", out var text) ? text.GetString()! : "";
                    containers.Add(new(ns, name, container.GetProperty("name").GetString()!, id, at, used, bytes));
                }
            }
        }

        return new(time, cpu, memory, containers);
    }

    private static (DateTimeOffset Time, long Cpu, long Memory)? UsageOf(JsonElement from) =>
        from.TryGetProperty("cpu", out var cpu) && cpu.TryGetProperty("usageCoreNanoSeconds", out var nanoseconds)
        && from.TryGetProperty("memory", out var memory) && memory.TryGetProperty("workingSetBytes", out var bytes)
            ? (cpu.GetProperty("time").GetDateTimeOffset(), nanoseconds.GetInt64(), bytes.GetInt64())
            : null;
}

/// <summary>What a container had used at one moment.</summary>
/// <param name="Namespace">Its pod's namespace.</param>
/// <param name="Pod">Its pod's name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id: another one after a restart.</param>
/// <param name="Time">The moment.</param>
/// <param name="CpuNanoseconds">The processor time it has used since it started.</param>
/// <param name="MemoryBytes">Its working set.</param>
internal sealed record ContainerSample(string Namespace, string Pod, string Name, string Id, DateTimeOffset Time, long CpuNanoseconds, long MemoryBytes);
