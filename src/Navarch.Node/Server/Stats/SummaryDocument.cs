using System.Text.Json;

namespace Navarch.Node.Server.Stats;

/// <summary>A reading as <c>/stats/summary</c> tells it: the names of the kubelet's summary API.</summary>
public static class SummaryDocument
{
    /// <summary>The document as UTF-8 JSON.</summary>
    public static byte[] Of(NodeReading reading)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("node");
            json.WriteString("nodeName", reading.Node);
            WriteUsage(json, reading.Time, reading.CpuNanoseconds, reading.MemoryBytes, reading.AvailableBytes);
            json.WriteEndObject();
            json.WriteStartArray("pods");
            foreach (var pod in reading.Containers.GroupBy(container => container.PodUid, StringComparer.Ordinal))
            {
                WritePod(json, pod.ToList());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WritePod(Utf8JsonWriter json, List<ContainerReading> containers)
    {
        json.WriteStartObject();
        json.WriteStartObject("podRef");
        json.WriteString("name", containers[0].Pod);
        json.WriteString("namespace", containers[0].Namespace);
        json.WriteString("uid", containers[0].PodUid);
        json.WriteEndObject();
        json.WriteStartArray("containers");
        foreach (var container in containers)
        {
            json.WriteStartObject();
            json.WriteString("name", container.Name);
            json.WriteString("id", container.Id);
            WriteUsage(json, container.Time, container.CpuNanoseconds, container.MemoryBytes, available: null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUsage(json, containers.Max(c => c.Time), containers.Sum(c => c.CpuNanoseconds), containers.Sum(c => c.MemoryBytes), available: null);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, DateTimeOffset time, long cpu, long memory, long? available)
    {
        json.WriteStartObject("cpu");
        json.WriteString("time", time.UtcDateTime);
        json.WriteNumber("usageCoreNanoSeconds", cpu);
        json.WriteEndObject();
        json.WriteStartObject("memory");
        json.WriteString("time", time.UtcDateTime);
        if (available is { } bytes)
        {
            json.WriteNumber("availableBytes", bytes);
        }

        json.WriteNumber("workingSetBytes", memory);
        json.WriteEndObject();
    }
}
