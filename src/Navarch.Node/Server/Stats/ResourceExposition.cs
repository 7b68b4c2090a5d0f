using System.Globalization;
using System.Text;

namespace Navarch.Node.Server.Stats;

/// <summary>A reading as <c>/metrics/resource</c> tells it: Prometheus text with the names of the kubelet's resource metrics.</summary>
public static class ResourceExposition
{
    /// <summary>The media type of the text.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text.</summary>
    public static string Of(NodeReading reading)
    {
        var text = new StringBuilder();
        var pods = reading.Containers.GroupBy(container => (container.Namespace, container.Pod)).ToList();
        Family(text, "node_cpu_usage_seconds_total", "counter", "Time the node's processors have worked.", [("", Seconds(reading.CpuNanoseconds), reading.Time)]);
        Family(text, "node_memory_working_set_bytes", "gauge", "Memory of the node in use.", [("", Number(reading.MemoryBytes), reading.Time)]);
        Family(
            text,
            "container_cpu_usage_seconds_total",
            "counter",
            "Processor time the container has used.",
            reading.Containers.Select(c => (Labels(c), Seconds(c.CpuNanoseconds), c.Time)));
        Family(
            text, "container_memory_working_set_bytes", "gauge", "The container's working set.", reading.Containers.Select(c => (Labels(c), Number(c.MemoryBytes), c.Time)));
        Family(
            text,
            "pod_cpu_usage_seconds_total",
            "counter",
            "Processor time the pod's running containers have used.",
            pods.Select(p => (PodLabels(p.Key), Seconds(p.Sum(c => c.CpuNanoseconds)), p.Max(c => c.Time))));
        Family(
            text,
            "pod_memory_working_set_bytes",
            "gauge",
            "The working set of the pod's running containers.",
            pods.Select(p => (PodLabels(p.Key), Number(p.Sum(c => c.MemoryBytes)), p.Max(c => c.Time))));
        text.Append("# HELP resource_scrape_error 1 when the figures could not be read.\n# TYPE resource_scrape_error gauge\nresource_scrape_error 0\n");
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, string Value, DateTimeOffset Time)> samples)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, value, at) in samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value} {at.ToUnixTimeMilliseconds()}\n");
        }
    }

    private static string Labels(ContainerReading c) => $"{{container=\"{c.Name}\",namespace=\"{c.Namespace}\",pod=\"{c.Pod}\"}}";

    private static string PodLabels((string Namespace, string Pod) pod) => $"{{namespace=\"{pod.Namespace}\",pod=\"{pod.Pod}\"}}";

    private static string Seconds(long nanoseconds) => (nanoseconds / 1e9).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
