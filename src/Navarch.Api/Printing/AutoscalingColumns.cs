using Navarch.Api.Autoscaling.V1;
using Navarch.Api.Autoscaling.V2;
using HorizontalPodAutoscaler = Navarch.Api.Autoscaling.V2.HorizontalPodAutoscaler;

namespace Navarch.Api.Printing;

/// <summary>The tables of autoscalers.</summary>
internal static class AutoscalingColumns
{
    private const string Unknown = Texts.Unknown;

    public static readonly ColumnSet HorizontalPodAutoscalers = ColumnSet.Of<HorizontalPodAutoscaler>(
        ColumnSet.Name<HorizontalPodAutoscaler>(),
        new("Reference", a => $"{a.Spec.ScaleTargetRef.Kind}/{a.Spec.ScaleTargetRef.Name}", description: "What it scales."),
        new("Targets", Targets, description: "What is measured, and what should be."),
        new("MinPods", a => a.Spec.MinReplicas?.ToString() ?? Texts.Unset, description: "The fewest replicas."),
        new("MaxPods", a => a.Spec.MaxReplicas, description: "The most replicas."),
        new("Replicas", a => a.Status.CurrentReplicas, description: "The replicas there are."),
        ColumnSet.Age<HorizontalPodAutoscaler>());

    public static readonly ColumnSet Scales = ColumnSet.Of<Scale>(
        ColumnSet.Name<Scale>(),
        new("Desired", s => s.Spec.Replicas, type: "integer", description: "The pods wanted."),
        new("Available", s => s.Status.Replicas, type: "integer", description: "The pods there are."),
        ColumnSet.Age<Scale>());

    private static Cell Targets(HorizontalPodAutoscaler autoscaler)
    {
        var all = new List<string>();
        for (var i = 0; i < autoscaler.Spec.Metrics.Count; i++)
        {
            var metric = autoscaler.Spec.Metrics[i];
            var current = i < autoscaler.Status.CurrentMetrics.Count ? autoscaler.Status.CurrentMetrics[i] : null;
            all.Add(metric switch
            {
                { Resource: { } m } => $"{m.Name}: {Pair(m.Target, current?.Resource?.Current)}",
                { ContainerResource: { } m } => $"{m.Name}: {Pair(m.Target, current?.ContainerResource?.Current)}",
                { Pods: { } m } => Pair(m.Target, current?.Pods?.Current),
                { Object: { } m } => Pair(m.Target, current?.Object?.Current) + Average(m.Target),
                { External: { } m } => Pair(m.Target, current?.External?.Current) + Average(m.Target),
                _ => "<unknown type>",
            });
        }

        return all.Count == 0 ? Texts.None : all.Count > 2 ? $"{string.Join(", ", all.Take(2))} + {all.Count - 2} more..." : string.Join(", ", all);
    }

    private static string Pair(MetricTarget target, MetricValueStatus? current) => target switch
    {
        { AverageUtilization: { } wanted } => $"{Percent(current?.AverageUtilization)}/{wanted}%",
        { AverageValue: { } wanted } => $"{current?.AverageValue?.ToString() ?? Unknown}/{wanted}",
        _ => $"{current?.Value?.ToString() ?? Unknown}/{target.Value?.ToString() ?? "<auto>"}",
    };

    private static string Average(MetricTarget target) => target.AverageValue is null ? "" : " (avg)";

    private static string Percent(int? value) => value is null ? Unknown : $"{value}%";
}
