using Navarch.Api.Metrics.V1beta1;

namespace Navarch.Api.Printing;

/// <summary>The tables of what nodes and pods use, as the metrics server shows them.</summary>
internal static class MetricsColumns
{
    public static readonly ColumnSet Nodes = ColumnSet.Of<NodeMetrics>(
        ColumnSet.Name<NodeMetrics>(),
        new("cpu", (n, _) => Amount(n.Usage, "cpu").ToString(), Format: "quantity", Description: "The cores used, on the average of the window."),
        new("memory", (n, _) => Amount(n.Usage, "memory").ToString(), Format: "quantity", Description: "The memory used at the end of the window."),
        new("Window", (n, _) => GoDuration.Format(n.Window ?? TimeSpan.Zero), Format: "duration", Description: "How long was measured."));

    public static readonly ColumnSet Pods = ColumnSet.Of<PodMetrics>(
        ColumnSet.Name<PodMetrics>(),
        new("cpu", (p, _) => Sum(p, "cpu").ToString(), Format: "quantity", Description: "The cores all containers used, on the average of the window."),
        new("memory", (p, _) => Sum(p, "memory").ToString(), Format: "quantity", Description: "The memory all containers used at the end of the window."),
        new("Window", (p, _) => GoDuration.Format(p.Window ?? TimeSpan.Zero), Format: "duration", Description: "How long was measured."));

    private static Quantity Amount(ValueMap<Quantity> usage, string resource) => usage.TryGetValue(resource, out var amount) ? amount : Quantity.Zero;

    private static Quantity Sum(PodMetrics pod, string resource) =>
        pod.Containers.Aggregate(Quantity.Zero, (sum, container) => sum + Amount(container.Usage, resource));
}
