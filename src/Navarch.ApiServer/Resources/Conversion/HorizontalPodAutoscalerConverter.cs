using System.Text;
using V1 = Navarch.Api.Autoscaling.V1;
using V2 = Navarch.Api.Autoscaling.V2;

namespace Navarch.ApiServer.Resources.Conversion;

/// <summary>
/// Horizontal pod autoscalers are stored at v2. At v1 the CPU target is a field; everything else that only v2 can say travels in an annotation, so
/// that a client of v1 gives back what it did not understand.
/// </summary>
internal sealed class HorizontalPodAutoscalerConverter : IKindConverter
{
    private const string CarriedAnnotation = "autoscaling.alpha.kubernetes.io/v2";

    /// <inheritdoc/>
    public KindInfo Served => V1.HorizontalPodAutoscaler.Info;

    /// <inheritdoc/>
    public KindInfo Stored => V2.HorizontalPodAutoscaler.Info;

    /// <inheritdoc/>
    public IKubernetesObject ToServed(IKubernetesObject stored)
    {
        var from = (V2.HorizontalPodAutoscaler)stored;
        var carried = new V2.HorizontalPodAutoscaler
        {
            Spec = new V2.HorizontalPodAutoscalerSpec { Metrics = from.Spec.Metrics.Where(m => !IsCpuTarget(m)).ToValueList(), Behavior = from.Spec.Behavior },
            Status = from.Status,
        };
        return new V1.HorizontalPodAutoscaler
        {
            Metadata = from.Metadata with { Annotations = from.Metadata.Annotations.SetItem(CarriedAnnotation, ApiJson.ToText(carried)) },
            Spec = new V1.HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new V1.CrossVersionObjectReference
                {
                    Kind = from.Spec.ScaleTargetRef.Kind,
                    Name = from.Spec.ScaleTargetRef.Name,
                    APIVersion = from.Spec.ScaleTargetRef.APIVersion,
                },
                MinReplicas = from.Spec.MinReplicas,
                MaxReplicas = from.Spec.MaxReplicas,
                TargetCPUUtilizationPercentage = from.Spec.Metrics.FirstOrDefault(IsCpuTarget)?.Resource!.Target.AverageUtilization,
            },
            Status = new V1.HorizontalPodAutoscalerStatus
            {
                ObservedGeneration = from.Status.ObservedGeneration,
                LastScaleTime = from.Status.LastScaleTime,
                CurrentReplicas = from.Status.CurrentReplicas,
                DesiredReplicas = from.Status.DesiredReplicas,
                CurrentCPUUtilizationPercentage = from.Status.CurrentMetrics.FirstOrDefault(m => m.Resource?.Name == "cpu")?.Resource!.Current.AverageUtilization,
            },
        };
    }

    /// <inheritdoc/>
    public IKubernetesObject ToStored(IKubernetesObject served)
    {
        var from = (V1.HorizontalPodAutoscaler)served;
        var carried = Carried(from.Metadata.Annotations);
        return new V2.HorizontalPodAutoscaler
        {
            Metadata = from.Metadata with { Annotations = from.Metadata.Annotations.Remove(CarriedAnnotation) },
            Spec = carried.Spec with
            {
                ScaleTargetRef = new V2.CrossVersionObjectReference
                {
                    Kind = from.Spec.ScaleTargetRef.Kind,
                    Name = from.Spec.ScaleTargetRef.Name,
                    APIVersion = from.Spec.ScaleTargetRef.APIVersion,
                },
                MinReplicas = from.Spec.MinReplicas,
                MaxReplicas = from.Spec.MaxReplicas,
                Metrics = from.Spec.TargetCPUUtilizationPercentage is { } target ? [CpuTarget(target), .. carried.Spec.Metrics] : carried.Spec.Metrics,
            },
            Status = carried.Status with
            {
                ObservedGeneration = from.Status.ObservedGeneration,
                LastScaleTime = from.Status.LastScaleTime,
                CurrentReplicas = from.Status.CurrentReplicas,
                DesiredReplicas = from.Status.DesiredReplicas,
            },
        };
    }

    private static V2.HorizontalPodAutoscaler Carried(ValueMap<string> annotations)
    {
        if (!annotations.TryGetValue(CarriedAnnotation, out var json))
        {
            return V2.HorizontalPodAutoscaler.Empty;
        }

        // Whoever wrote something else there carries nothing.
        var report = new DecodeReport();
        var read = ApiJson.Read<V2.HorizontalPodAutoscaler>(Encoding.UTF8.GetBytes(json), report);
        return report.IsSuccess ? read : V2.HorizontalPodAutoscaler.Empty;
    }

    private static bool IsCpuTarget(V2.MetricSpec metric) => metric is { Type: "Resource", Resource: { Name: "cpu", Target.AverageUtilization: not null } };

    private static V2.MetricSpec CpuTarget(int percentage) => new()
    {
        Type = "Resource",
        Resource = new V2.ResourceMetricSource { Name = "cpu", Target = new V2.MetricTarget { Type = "Utilization", AverageUtilization = percentage } },
    };
}
