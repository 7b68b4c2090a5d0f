using Navarch.Api.Autoscaling.V2;

namespace Navarch.Controllers.Autoscaling;

/// <summary>
/// How fast an autoscaler may go where metrics call for: stabilization windows first, then policies, then its own bounds
/// ("Configurable scaling behavior" in the documentation of Kubernetes). Pure.
/// </summary>
public static class ScalingBehavior
{
    private static readonly HPAScalingRules DefaultUp = new()
    {
        StabilizationWindowSeconds = 0,
        SelectPolicy = ScalingPolicySelects.Max,
        Policies =
        [
            new() { Type = HPAScalingPolicyTypes.Pods, Value = 4, PeriodSeconds = 15 },
            new() { Type = HPAScalingPolicyTypes.Percent, Value = 100, PeriodSeconds = 15 },
        ],
    };

    private static readonly HPAScalingRules DefaultDown = new()
    {
        StabilizationWindowSeconds = 300,
        SelectPolicy = ScalingPolicySelects.Max,
        Policies = [new() { Type = HPAScalingPolicyTypes.Percent, Value = 100, PeriodSeconds = 15 }],
    };

    /// <summary>Where to go now.</summary>
    /// <param name="spec">The autoscaler's spec.</param>
    /// <param name="current">The replicas there are.</param>
    /// <param name="wanted">The replicas metrics call for.</param>
    /// <param name="history">What happened lately, with this recommendation.</param>
    /// <param name="now">The time.</param>
    public static ScalingStep Next(HorizontalPodAutoscalerSpec spec, int current, int wanted, ScalingHistory history, DateTimeOffset now)
    {
        var (up, down) = (Complete(spec.Behavior?.ScaleUp, DefaultUp), Complete(spec.Behavior?.ScaleDown, DefaultDown));
        var stable = Stabilized(current, wanted, up, down, history, now);
        var least = spec.MinReplicas ?? 1;
        if (stable.Replicas > current)
        {
            var limit = Math.Max(current, UpLimit(current, up, history, now));
            var most = Math.Min(limit, spec.MaxReplicas);
            return stable.Replicas <= most ? stable
                : stable with { Replicas = most, Limit = limit < spec.MaxReplicas ? ScalingLimits.ScaleUpRate : ScalingLimits.TooMany };
        }

        if (stable.Replicas < current)
        {
            var limit = Math.Min(current, DownLimit(current, down, history, now));
            var lowest = Math.Max(limit, least);
            return stable.Replicas >= lowest ? stable
                : stable with { Replicas = lowest, Limit = limit > least ? ScalingLimits.ScaleDownRate : ScalingLimits.TooFew };
        }

        return stable;
    }

    private static HPAScalingRules Complete(HPAScalingRules? rules, HPAScalingRules defaults) => rules is null ? defaults : rules with
    {
        StabilizationWindowSeconds = rules.StabilizationWindowSeconds ?? defaults.StabilizationWindowSeconds,
        SelectPolicy = rules.SelectPolicy ?? defaults.SelectPolicy,
        Policies = rules.Policies.IsEmpty ? defaults.Policies : rules.Policies,
    };

    /// <summary>Up only as far as all recommendations of the window agree on, down only as far as all of them do.</summary>
    private static ScalingStep Stabilized(int current, int wanted, HPAScalingRules up, HPAScalingRules down, ScalingHistory history, DateTimeOffset now)
    {
        var (lowest, highest) = (wanted, wanted);
        foreach (var (time, replicas) in history.Recommendations)
        {
            lowest = now - time < TimeSpan.FromSeconds(up.StabilizationWindowSeconds ?? 0) ? Math.Min(lowest, replicas) : lowest;
            highest = now - time < TimeSpan.FromSeconds(down.StabilizationWindowSeconds ?? 0) ? Math.Max(highest, replicas) : highest;
        }

        var stable = Math.Min(Math.Max(current, lowest), highest);
        return new(stable, ScalingLimits.None, stable == wanted ? Stabilization.None : stable > wanted ? Stabilization.Down : Stabilization.Up);
    }

    private static int UpLimit(int current, HPAScalingRules rules, ScalingHistory history, DateTimeOffset now) => Select(rules, current, largest: true, policy =>
    {
        var start = StartOf(policy, current, history, now);
        return policy.Type == HPAScalingPolicyTypes.Pods ? start + policy.Value : (int)Math.Ceiling(start * (1 + (policy.Value / 100.0)));
    });

    private static int DownLimit(int current, HPAScalingRules rules, ScalingHistory history, DateTimeOffset now) => Select(rules, current, largest: false, policy =>
    {
        var start = StartOf(policy, current, history, now);
        return policy.Type == HPAScalingPolicyTypes.Pods ? start - policy.Value : (int)(start * (1 - (policy.Value / 100.0)));
    });

    private static int StartOf(HPAScalingPolicy policy, int current, ScalingHistory history, DateTimeOffset now)
    {
        var period = TimeSpan.FromSeconds(policy.PeriodSeconds);
        return current - history.ChangedWithin(period, up: true, now) + history.ChangedWithin(period, up: false, now);
    }

    /// <summary>The policy that allows the greatest change, or (Min) the least; none at all when scaling that way is disabled.</summary>
    private static int Select(HPAScalingRules rules, int current, bool largest, Func<HPAScalingPolicy, int> limitOf)
    {
        if (rules.SelectPolicy == ScalingPolicySelects.Disabled)
        {
            return current;
        }

        var limits = rules.Policies.Select(limitOf);
        return (rules.SelectPolicy == ScalingPolicySelects.Min) != largest ? limits.Max() : limits.Min();
    }
}

/// <summary>What kept the number of replicas from where metrics call.</summary>
public enum ScalingLimits
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The autoscaler's greatest number.</summary>
    TooMany,

    /// <summary>The autoscaler's least number.</summary>
    TooFew,

    /// <summary>The policies of scaling up.</summary>
    ScaleUpRate,

    /// <summary>The policies of scaling down.</summary>
    ScaleDownRate,
}

/// <summary>Which stabilization window held the number of replicas.</summary>
public enum Stabilization
{
    /// <summary>None.</summary>
    None,

    /// <summary>Lower recommendations are too recent to go up.</summary>
    Up,

    /// <summary>Higher recommendations are too recent to go down.</summary>
    Down,
}

/// <summary>Where to go now.</summary>
/// <param name="Replicas">The number of replicas.</param>
/// <param name="Limit">What kept it from what metrics call for.</param>
/// <param name="Held">Which window held it.</param>
public sealed record ScalingStep(int Replicas, ScalingLimits Limit, Stabilization Held);
