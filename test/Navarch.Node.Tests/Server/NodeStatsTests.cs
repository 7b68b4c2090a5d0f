using System.Text.Json;
using Navarch.Node.Server.Stats;

namespace Navarch.Node.Tests.Server;

public sealed class NodeStatsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly NodeReading Reading = new("n", Now, 7_500_000_000, 2048, 4096,
    [
        new("ns", "p", "u", "a", "1", Now, 1_250_000_000, 100),
        new("ns", "p", "u", "b", "2", Now, 250_000_000, 20),
    ]);

    [Fact]
    public void Processor_time_is_all_but_waiting() =>
        Assert.Equal((1 + 2 + 4 + 32 + 64 + 128) * 10_000_000L, NodeStats.ProcessorTime(["intr 1", "cpu  1 2 4 8 16 32 64 128 256 512", "cpu0 9 9 9 9 9 9 9 9 9 9"]));

    [Fact]
    public void The_summary_has_the_kubelets_names()
    {
        using var summary = JsonDocument.Parse(SummaryDocument.Of(Reading));
        var node = summary.RootElement.GetProperty("node");
        Assert.Equal(("n", 7_500_000_000, 2048, 4096), (
            node.GetProperty("nodeName").GetString(),
            node.GetProperty("cpu").GetProperty("usageCoreNanoSeconds").GetInt64(),
            node.GetProperty("memory").GetProperty("workingSetBytes").GetInt64(),
            node.GetProperty("memory").GetProperty("availableBytes").GetInt64()));
        var pod = Assert.Single(summary.RootElement.GetProperty("pods").EnumerateArray());
        Assert.Equal("p ns u", $"{pod.GetProperty("podRef").GetProperty("name")} {pod.GetProperty("podRef").GetProperty("namespace")} {pod.GetProperty("podRef").GetProperty("uid")}");
        Assert.Equal(["a", "b"], pod.GetProperty("containers").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(1_500_000_000, pod.GetProperty("cpu").GetProperty("usageCoreNanoSeconds").GetInt64());
    }

    [Fact]
    public void The_exposition_has_the_kubelets_names()
    {
        var lines = ResourceExposition.Of(Reading).Split('\n');
        var at = Now.ToUnixTimeMilliseconds();
        Assert.Contains($"node_cpu_usage_seconds_total 7.5 {at}", lines);
        Assert.Contains($"node_memory_working_set_bytes 2048 {at}", lines);
        Assert.Contains($"container_cpu_usage_seconds_total{{container=\"a\",namespace=\"ns\",pod=\"p\"}} 1.25 {at}", lines);
        Assert.Contains($"container_memory_working_set_bytes{{container=\"b\",namespace=\"ns\",pod=\"p\"}} 20 {at}", lines);
        Assert.Contains($"pod_cpu_usage_seconds_total{{namespace=\"ns\",pod=\"p\"}} 1.5 {at}", lines);
        Assert.Contains("# TYPE container_cpu_usage_seconds_total counter", lines);
    }
}
