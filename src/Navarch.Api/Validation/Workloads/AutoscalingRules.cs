using Navarch.Api.Autoscaling.V2;

namespace Navarch.Api.Validation;

/// <summary>Rules for autoscalers.</summary>
internal static class AutoscalingRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(HorizontalPodAutoscaler autoscaler, ErrorList errors)
    {
        Replicas(autoscaler.Spec.MinReplicas, autoscaler.Spec.MaxReplicas, errors);
        Target(autoscaler.Spec.ScaleTargetRef.Kind, autoscaler.Spec.ScaleTargetRef.Name, errors);
        for (var i = 0; i < autoscaler.Spec.Metrics.Count; i++)
        {
            var metric = autoscaler.Spec.Metrics[i];
            object? source = metric.Type switch
            {
                MetricSourceTypes.Object => metric.Object,
                MetricSourceTypes.Pods => metric.Pods,
                MetricSourceTypes.Resource => metric.Resource,
                MetricSourceTypes.ContainerResource => metric.ContainerResource,
                _ => metric.External,
            };
            if (source is null)
            {
                var field = metric.Type.Length == 0 ? "type" : char.ToLowerInvariant(metric.Type[0]) + metric.Type[1..];
                errors.Required(Spec.Child("metrics").Index(i).Child(field), $"must populate information for the given metric source ({field})");
            }
        }
    }

    public static void Validate(Autoscaling.V1.HorizontalPodAutoscaler autoscaler, ErrorList errors)
    {
        Replicas(autoscaler.Spec.MinReplicas, autoscaler.Spec.MaxReplicas, errors);
        Target(autoscaler.Spec.ScaleTargetRef.Kind, autoscaler.Spec.ScaleTargetRef.Name, errors);
    }

    private static void Replicas(int? least, int most, ErrorList errors)
    {
        if (least < 1)
        {
            errors.Invalid(Spec.Child("minReplicas"), least, "must be greater than or equal to 1");
        }

        if (most < 1)
        {
            errors.Invalid(Spec.Child("maxReplicas"), most, "must be greater than 0");
        }
        else if (most < least)
        {
            errors.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        }
    }

    private static void Target(string kind, string name, ErrorList errors)
    {
        if (kind.Length == 0)
        {
            errors.Required(Spec.Child("scaleTargetRef", "kind"));
        }

        if (name.Length == 0)
        {
            errors.Required(Spec.Child("scaleTargetRef", "name"));
        }
    }
}
