using Navarch.Api;
using Navarch.Api.Autoscaling.V2;
using Navarch.Api.Core.V1;
using Navarch.Api.Metrics.V1beta1;

namespace Navarch.Controllers.Autoscaling;

/// <summary>What one metric of an autoscaler calls for.</summary>
/// <param name="Replicas">The number of replicas; null when it cannot be told.</param>
/// <param name="Status">Its present value, as the status shows it; null when unknown.</param>
/// <param name="Name">What it is, for messages.</param>
/// <param name="Reason">Why nothing can be told: the reason of the condition.</param>
/// <param name="Problem">The same in words.</param>
public sealed record MetricReading(int? Replicas, MetricStatus? Status, string Name, string Reason = "", string Problem = "");

/// <summary>Reads the metrics of an autoscaler from what is known of its pods. Pure.</summary>
public static class MetricReadings
{
    /// <summary>Reads one metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="behavior">The autoscaler's behavior: it may say how exact to be.</param>
    /// <param name="pods">The target's pods.</param>
    /// <param name="metrics">What was measured, by the pod's name.</param>
    /// <param name="replicas">The replicas there are.</param>
    /// <param name="now">The time.</param>
    public static MetricReading Read(
        MetricSpec metric, HorizontalPodAutoscalerBehavior? behavior, ValueList<Pod> pods, IReadOnlyDictionary<string, PodMetrics> metrics, int replicas, DateTimeOffset now)
    {
        var tolerance = new Tolerance(
            behavior?.ScaleUp?.Tolerance?.ToDouble() ?? Tolerance.Default.Up, behavior?.ScaleDown?.Tolerance?.ToDouble() ?? Tolerance.Default.Down);
        switch (metric)
        {
            case { Type: MetricSourceTypes.Resource, Resource: { } resource }:
                return OfResource(resource.Name, "", resource.Target, pods, metrics, replicas, tolerance, now) is var (proposal, current)
                    ? Reading(proposal, $"{resource.Name} resource", "FailedGetResourceMetric", new()
                    {
                        Type = metric.Type,
                        Resource = new() { Name = resource.Name, Current = current },
                    })
                    : Unusable(metric);
            case { Type: MetricSourceTypes.ContainerResource, ContainerResource: { } resource }:
                return OfResource(resource.Name, resource.Container, resource.Target, pods, metrics, replicas, tolerance, now) is var (proposed, value)
                    ? Reading(proposed, $"{resource.Name} container resource", "FailedGetContainerResourceMetric", new()
                    {
                        Type = metric.Type,
                        ContainerResource = new() { Name = resource.Name, Container = resource.Container, Current = value },
                    })
                    : Unusable(metric);
            case { Type: MetricSourceTypes.Pods }:
                return Unserved($"pods metric {metric.Pods?.Metric.Name}", "FailedGetPodsMetric", "custom metrics API (custom.metrics.k8s.io)");
            case { Type: MetricSourceTypes.Object }:
                return Unserved($"object metric {metric.Object?.Metric.Name}", "FailedGetObjectMetric", "custom metrics API (custom.metrics.k8s.io)");
            case { Type: MetricSourceTypes.External }:
                return Unserved($"external metric {metric.External?.Metric.Name}", "FailedGetExternalMetric", "external metrics API (external.metrics.k8s.io)");
            default:
                return Unusable(metric);
        }
    }

    private static MetricReading Unserved(string name, string reason, string api) =>
        new(null, null, name, reason, $"unable to get {name}: no {api} is registered");

    private static MetricReading Unusable(MetricSpec metric) =>
        new(null, null, metric.Type, "InvalidMetricSourceType", $"the metric of type {metric.Type} has no source and target that fit it");

    private static MetricReading Reading(UsageProposal proposal, string name, string reason, MetricStatus status) => proposal.Problem.Length > 0
        ? new(null, null, name, reason, proposal.Problem)
        : new(proposal.Replicas, status, name);

    private static (UsageProposal Proposal, MetricValueStatus Current)? OfResource(
        string resource, string container, MetricTarget target, ValueList<Pod> pods, IReadOnlyDictionary<string, PodMetrics> metrics, int replicas, Tolerance tolerance, DateTimeOffset now)
    {
        var usages = pods.Select(pod => UsageOf(pod, resource, container, metrics.GetValueOrDefault(pod.Metadata.Name))).ToValueList();
        UsageProposal? proposal = target switch
        {
            { AverageValue: { } average } => PodUsages.ByAverage(usages, replicas, resource, average.MilliValue(), tolerance, now),
            { AverageUtilization: { } percent } => PodUsages.ByUtilization(usages, replicas, resource, percent, tolerance, now),
            _ => null,
        };
        return proposal is null ? null : (proposal, new MetricValueStatus
        {
            AverageValue = resource == "memory" ? Quantity.Bytes(proposal.Average / 1000) : Quantity.Milli(proposal.Average),
            AverageUtilization = target.AverageUtilization is null ? null : proposal.Utilization,
        });
    }

    private static PodUsage UsageOf(Pod pod, string resource, string container, PodMetrics? measured)
    {
        var used = measured?.Containers.Where(c => container.Length == 0 || c.Name == container)
            .Select(c => c.Usage.TryGetValue(resource, out var amount) ? amount.MilliValue() : 0).ToList();
        return new(
            pod,
            used is { Count: > 0 } ? used.Sum() : null,
            measured?.Timestamp ?? DateTimeOffset.MinValue,
            measured?.Window ?? TimeSpan.Zero,
            RequestOf(pod, resource, container));
    }

    private static long? RequestOf(Pod pod, string resource, string container)
    {
        // What the pod as a whole asks for stands for its containers.
        if (container.Length == 0 && pod.Spec.Resources is { } whole && whole.Requests.TryGetValue(resource, out var together))
        {
            return together.MilliValue();
        }

        var containers = pod.Spec.Containers.Concat(pod.Spec.InitContainers.Where(c => c.RestartPolicy == "Always"))
            .Where(c => container.Length == 0 || c.Name == container).ToList();
        long sum = 0;
        foreach (var one in containers)
        {
            if (!one.Resources.Requests.TryGetValue(resource, out var request))
            {
                return null;
            }

            sum += request.MilliValue();
        }

        return containers.Count == 0 ? null : sum;
    }
}
