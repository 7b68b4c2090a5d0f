using Navarch.Api;
using Navarch.Api.Autoscaling.V2;
using Navarch.Client;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Autoscaling;

/// <summary>One look at an autoscaler: gathers its conditions, in the API's words, and what is done.</summary>
internal sealed class AutoscalerStep(HorizontalPodAutoscaler autoscaler, DateTimeOffset now)
{
    private const string Able = "AbleToScale";
    private const string Active = "ScalingActive";
    private const string Limited = "ScalingLimited";
    private readonly List<Effect> effects = [];
    private readonly List<HorizontalPodAutoscalerCondition> conditions = [.. autoscaler.Status.Conditions];
    private ValueList<MetricStatus> metrics = autoscaler.Status.CurrentMetrics;
    private DateTimeOffset? scaled = autoscaler.Status.LastScaleTime;

    /// <summary>There is nothing to scale.</summary>
    public void NoTarget()
    {
        var reference = autoscaler.Spec.ScaleTargetRef;
        var why = $"{reference.Kind}.{reference.APIVersion} \"{reference.Name}\" not found";
        Set(Able, false, "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {why}");
        effects.Add(new Effect.Tell(EventNote.Warning(autoscaler, "FailedGetScale", why)));
    }

    /// <summary>The target is there.</summary>
    public void Found() => Set(Able, true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");

    /// <summary>The target was set to nothing: people did that, and it stays so.</summary>
    public void Disabled() => Set(Active, false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");

    /// <summary>Nothing is known of what the pods use.</summary>
    public void Unmeasured(MetricReading failed)
    {
        Set(Active, false, failed.Reason, $"the HPA was unable to compute the replica count: {failed.Problem}");
        effects.Add(new Effect.Tell(EventNote.Warning(autoscaler, failed.Reason, failed.Problem)));
    }

    /// <summary>It is known how many replicas are called for.</summary>
    public void Measured(ValueList<MetricReading> readings, MetricReading best)
    {
        metrics = readings.Select(reading => reading.Status).OfType<MetricStatus>().ToValueList();
        Set(Active, true, "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {best.Name}");
    }

    /// <summary>What keeps the target from it.</summary>
    public void Limits(ScalingStep next)
    {
        var (reason, message) = next.Held switch
        {
            Stabilization.Up => ("ScaleUpStabilized", "recent recommendations were lower than current one, applying the lowest recent recommendation"),
            Stabilization.Down => ("ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation"),
            _ => ("ReadyForNewScale", "recommended size matches current size"),
        };
        Set(Able, true, reason, message);
        var (limit, why) = next.Limit switch
        {
            ScalingLimits.TooMany => ("TooManyReplicas", "the desired replica count is more than the maximum replica count"),
            ScalingLimits.TooFew => ("TooFewReplicas", "the desired replica count is less than the minimum replica count"),
            ScalingLimits.ScaleUpRate => ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate"),
            ScalingLimits.ScaleDownRate => ("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate"),
            _ => ("DesiredWithinRange", "the desired count is within the acceptable range"),
        };
        Set(Limited, next.Limit != ScalingLimits.None, limit, why);
    }

    /// <summary>Sets the number of replicas.</summary>
    public void Rescale(ScaleTarget target, int replicas, string reason)
    {
        effects.Add(new Effect.Patch(
            target.Object.KindInfo,
            target.Object.NamespacedName(),
            PatchBody.Merge($$$"""{"spec":{"replicas":{{{replicas}}}}}"""))
        {
            OnSuccess = EventNote.Normal(autoscaler, "SuccessfulRescale", $"New size: {replicas}; reason: {reason}"),
            OnFailure = EventNote.Warning(autoscaler, "FailedRescale", $"New size: {replicas}; reason: {reason}; error: {{error}}"),
        });
        Set(Able, true, "SucceededRescale", $"the HPA controller was able to update the target scale to {replicas}");
        scaled = now;
    }

    /// <summary>What is done, with the status when it changed.</summary>
    public Decision Done(int current, int desired)
    {
        var status = autoscaler.Status with
        {
            ObservedGeneration = autoscaler.Metadata.Generation > 0 ? autoscaler.Metadata.Generation : autoscaler.Status.ObservedGeneration,
            LastScaleTime = scaled,
            CurrentReplicas = current,
            DesiredReplicas = desired,
            CurrentMetrics = metrics,
            Conditions = conditions.ToValueList(),
        };
        return status == autoscaler.Status
            ? Decision.Of(effects)
            : Decision.Of([.. effects, Effect.UpdateStatus(autoscaler with { Status = status })]);
    }

    private void Set(string type, bool holds, string reason, string message)
    {
        var status = holds ? "True" : "False";
        var at = conditions.FindIndex(condition => condition.Type == type);
        var since = at >= 0 && conditions[at].Status == status ? conditions[at].LastTransitionTime : now;
        var condition = new HorizontalPodAutoscalerCondition { Type = type, Status = status, LastTransitionTime = since, Reason = reason, Message = message };
        if (at >= 0)
        {
            conditions[at] = condition;
        }
        else
        {
            conditions.Add(condition);
        }
    }
}
