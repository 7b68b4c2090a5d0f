using Navarch.Api.Autoscaling.V2;

namespace Navarch.Api.Validation;

/// <summary>Rules for autoscalers.</summary>
internal static class AutoscalingRules
{
    private const int MostStabilizationSeconds = 3600;
    private const int MostPeriodSeconds = 1800;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(HorizontalPodAutoscaler autoscaler, ErrorList errors)
    {
        var spec = autoscaler.Spec;
        Replicas(spec.MinReplicas, spec.MaxReplicas, errors);
        Target(spec.ScaleTargetRef.Kind, spec.ScaleTargetRef.Name, spec.ScaleTargetRef.APIVersion, Spec.Child("scaleTargetRef"), errors);
        for (var i = 0; i < spec.Metrics.Count; i++)
        {
            MetricRules.Validate(spec.Metrics[i], Spec.Child("metrics").Index(i), errors);
        }

        if (spec.Behavior is { } behavior)
        {
            Scaling(behavior.ScaleUp, Spec.Child("behavior", "scaleUp"), errors);
            Scaling(behavior.ScaleDown, Spec.Child("behavior", "scaleDown"), errors);
        }
    }

    public static void Validate(Autoscaling.V1.HorizontalPodAutoscaler autoscaler, ErrorList errors)
    {
        var spec = autoscaler.Spec;
        Replicas(spec.MinReplicas, spec.MaxReplicas, errors);
        Target(spec.ScaleTargetRef.Kind, spec.ScaleTargetRef.Name, spec.ScaleTargetRef.APIVersion, Spec.Child("scaleTargetRef"), errors);
        if (spec.TargetCPUUtilizationPercentage < 1)
        {
            errors.Invalid(Spec.Child("targetCPUUtilizationPercentage"), spec.TargetCPUUtilizationPercentage, "must be greater than 0");
        }
    }

    public static void ValidateStatus(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old, ErrorList errors) =>
        Counts(autoscaler.Status.CurrentReplicas, autoscaler.Status.DesiredReplicas, errors);

    public static void ValidateStatus(Autoscaling.V1.HorizontalPodAutoscaler autoscaler, Autoscaling.V1.HorizontalPodAutoscaler old, ErrorList errors) =>
        Counts(autoscaler.Status.CurrentReplicas, autoscaler.Status.DesiredReplicas, errors);

    /// <summary>Another object: its kind, its name and, if it is told, its version.</summary>
    public static void Target(string kind, string name, string version, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "kind", kind, Names.PathSegmentProblem);
        errors.Check(path, "name", name, Names.PathSegmentProblem);
        if (version.Count(c => c == '/') > 1)
        {
            errors.Invalid(path.Child("apiVersion"), version, $"unexpected GroupVersion string: {version}");
        }
    }

    private static void Counts(int current, int desired, ErrorList errors)
    {
        errors.NotNegative(FieldPath.Of("status"), "currentReplicas", current);
        errors.NotNegative(FieldPath.Of("status"), "desiredReplicas", desired);
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

        if (most < least)
        {
            errors.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        }
    }

    private static void Scaling(HPAScalingRules? rules, FieldPath path, ErrorList errors)
    {
        if (rules is null)
        {
            return;
        }

        if (rules.StabilizationWindowSeconds is { } seconds and (< 0 or > MostStabilizationSeconds))
        {
            errors.Invalid(path.Child("stabilizationWindowSeconds"), seconds, seconds < 0
                ? "must be greater than or equal to zero" : $"must be less than or equal to {MostStabilizationSeconds}");
        }

        if (rules.Policies.IsEmpty)
        {
            errors.Required(path.Child("policies"), "must specify at least one Policy");
        }

        for (var i = 0; i < rules.Policies.Count; i++)
        {
            var (policy, at) = (rules.Policies[i], path.Child("policies").Index(i));
            if (policy.Value <= 0)
            {
                errors.Invalid(at.Child("value"), policy.Value, "must be greater than zero");
            }

            if (policy.PeriodSeconds is <= 0 or > MostPeriodSeconds)
            {
                errors.Invalid(at.Child("periodSeconds"), policy.PeriodSeconds, policy.PeriodSeconds <= 0
                    ? "must be greater than zero" : $"must be less than or equal to {MostPeriodSeconds}");
            }
        }

        if (rules.Tolerance is { Sign: < 0 } tolerance)
        {
            errors.Invalid(path.Child("tolerance"), tolerance, "must be greater than or equal to 0");
        }
    }
}
