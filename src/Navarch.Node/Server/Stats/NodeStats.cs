using System.Globalization;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;
using Navarch.Node.Reporting;

namespace Navarch.Node.Server.Stats;

/// <summary>What the node and its containers have used, read when asked for: nothing is sampled in between.</summary>
public sealed class NodeStats(string nodeName, ICriClient cri, TimeProvider time)
{
    private const string ProcessorTimes = "/proc/stat";

    // The unit of /proc/stat, fixed for user space at a hundredth of a second.
    private const long NanosecondsPerTick = 10_000_000;

    /// <summary>Reads it now.</summary>
    /// <exception cref="Navarch.Client.Grpc.GrpcException">The runtime does not answer.</exception>
    public async Task<NodeReading> ReadAsync(CancellationToken cancellationToken)
    {
        var stats = await cri.ListContainerStatsAsync(filter: null, cancellationToken);
        var containers = stats.Select(Reading).OfType<ContainerReading>().ToList();
        return new(
            nodeName,
            time.GetUtcNow(),
            ProcessorTime(await File.ReadAllLinesAsync(ProcessorTimes, cancellationToken)),
            MachineFacts.TotalMemory() - MachineFacts.AvailableMemory(),
            MachineFacts.AvailableMemory(),
            containers);
    }

    /// <summary>The time all processors have worked, in nanoseconds, from the lines of <c>/proc/stat</c>.</summary>
    public static long ProcessorTime(IEnumerable<string> lines)
    {
        // user nice system idle iowait irq softirq steal: all but the two in which nothing was done.
        var ticks = lines.First(line => line.StartsWith("cpu ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) * NanosecondsPerTick;
    }

    private static ContainerReading? Reading(ContainerStats stats)
    {
        var labels = stats.Attributes?.Labels;
        if (labels is null || stats.Cpu?.UsageCoreNanoSeconds is not { } cpu
            || !labels.TryGetValue("io.kubernetes.pod.name", out var pod) || !labels.TryGetValue("io.kubernetes.pod.namespace", out var ns)
            || !labels.TryGetValue("io.kubernetes.pod.uid", out var uid) || !labels.TryGetValue("io.kubernetes.container.name", out var name))
        {
            return null;
        }

        return new(
            ns,
            pod,
            uid,
            name,
            stats.Attributes!.Id,
            DateTimeOffset.UnixEpoch.AddTicks(stats.Cpu.Timestamp / 100),
            (long)cpu.Value,
            (long)(stats.Memory?.WorkingSetBytes?.Value ?? 0));
    }
}

/// <summary>What a node has used.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Time">When it was read.</param>
/// <param name="CpuNanoseconds">The time its processors have worked since it started.</param>
/// <param name="MemoryBytes">The memory that could not be given to somebody else.</param>
/// <param name="AvailableBytes">The memory that could.</param>
/// <param name="Containers">The running containers of pods.</param>
public sealed record NodeReading(
    string Node, DateTimeOffset Time, long CpuNanoseconds, long MemoryBytes, long AvailableBytes, IReadOnlyList<ContainerReading> Containers);

/// <summary>What a container has used.</summary>
/// <param name="Namespace">Its pod's namespace.</param>
/// <param name="Pod">Its pod's name.</param>
/// <param name="PodUid">Its pod's uid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id: another one after a restart.</param>
/// <param name="Time">When it was read.</param>
/// <param name="CpuNanoseconds">The processor time it has used since it started.</param>
/// <param name="MemoryBytes">Its working set.</param>
public sealed record ContainerReading(
    string Namespace, string Pod, string PodUid, string Name, string Id, DateTimeOffset Time, long CpuNanoseconds, long MemoryBytes);
