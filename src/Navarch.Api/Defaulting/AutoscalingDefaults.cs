using Navarch.Api.Autoscaling.V2;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of the horizontal pod autoscaler: one replica at least, 80 % of the requested CPU, and how fast it may scale.</summary>
internal static class AutoscalingDefaults
{
    private const int BusyPercent = 80;
    private const string CarriedMetrics = "autoscaling.alpha.kubernetes.io/";

    /// <summary>The CPU target is the default of one that has no metrics at all: others travel in an annotation.</summary>
    public static Autoscaling.V1.HorizontalPodAutoscaler Apply(Autoscaling.V1.HorizontalPodAutoscaler autoscaler)
    {
        var hasOthers = autoscaler.Metadata.Annotations.Keys.Any(k => k.StartsWith(CarriedMetrics, StringComparison.Ordinal));
        return autoscaler with
        {
            Spec = autoscaler.Spec with
            {
                MinReplicas = autoscaler.Spec.MinReplicas ?? 1,
                TargetCPUUtilizationPercentage = autoscaler.Spec.TargetCPUUtilizationPercentage ?? (hasOthers ? null : BusyPercent),
            },
        };
    }

    public static HorizontalPodAutoscaler Apply(HorizontalPodAutoscaler autoscaler)
    {
        var behavior = autoscaler.Spec.Behavior;
        return autoscaler with
        {
            Spec = autoscaler.Spec with
            {
                MinReplicas = autoscaler.Spec.MinReplicas ?? 1,
                Metrics = autoscaler.Spec.Metrics.IsEmpty ? [BusyCpu] : autoscaler.Spec.Metrics,
                Behavior = behavior is null ? null : behavior with { ScaleUp = Fill(behavior.ScaleUp, ScaleUp), ScaleDown = Fill(behavior.ScaleDown, ScaleDown) },
            },
        };
    }

    private static readonly MetricSpec BusyCpu = new()
    {
        Type = MetricSourceTypes.Resource,
        Resource = new() { Name = "cpu", Target = new() { Type = MetricTargetTypes.Utilization, AverageUtilization = BusyPercent } },
    };

    private static readonly HPAScalingRules ScaleUp = new()
    {
        StabilizationWindowSeconds = 0,
        SelectPolicy = ScalingPolicySelects.Max,
        Policies =
        [
            new() { Type = HPAScalingPolicyTypes.Pods, Value = 4, PeriodSeconds = 15 },
            new() { Type = HPAScalingPolicyTypes.Percent, Value = 100, PeriodSeconds = 15 },
        ],
    };

    // No stabilization window: an unset one means the controller's own setting.
    private static readonly HPAScalingRules ScaleDown = new()
    {
        SelectPolicy = ScalingPolicySelects.Max,
        Policies = [new() { Type = HPAScalingPolicyTypes.Percent, Value = 100, PeriodSeconds = 15 }],
    };

    private static HPAScalingRules Fill(HPAScalingRules? rules, HPAScalingRules defaults) => rules is null ? defaults : rules with
    {
        StabilizationWindowSeconds = rules.StabilizationWindowSeconds ?? defaults.StabilizationWindowSeconds,
        SelectPolicy = rules.SelectPolicy ?? defaults.SelectPolicy,
        Policies = rules.Policies.IsEmpty ? defaults.Policies : rules.Policies,
    };
}
