using System.Collections.Concurrent;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Autoscaling.V2;
using Navarch.Api.Core.V1;
using Navarch.Api.Metrics.V1beta1;
using Navarch.Client;
using Navarch.Reconciling;

namespace Navarch.Controllers.Autoscaling;

/// <summary>
/// Sets the number of replicas of whatever a HorizontalPodAutoscaler names by what its pods use. It looks every fifteen seconds; without
/// an autoscaler nothing is asked and nothing is measured.
/// </summary>
public static class HorizontalPodAutoscalerController
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>The controller.</summary>
    public static Controller Define(TimeProvider time)
    {
        var histories = new ConcurrentDictionary<string, ScalingHistory>(StringComparer.Ordinal);
        return Controller.Define<NamespacedName, AutoscalerObserved>(
            "horizontal-pod-autoscaler",
            [
                Watch.Self<HorizontalPodAutoscaler>(),
                Watch.Read<Deployment>(),
                Watch.Read<ReplicaSet>(),
                Watch.Read<StatefulSet>(),
                Watch.Read<ReplicationController>(),
                Watch.Read<Pod>(),
            ],
            (key, world, cancellationToken) => ObserveAsync(key, world, histories, time.GetUtcNow(), cancellationToken),
            Decide);
    }

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(AutoscalerObserved observed, DateTimeOffset now)
    {
        var (autoscaler, target, readings, history) = observed;
        var step = new AutoscalerStep(autoscaler, now);
        if (target is null)
        {
            step.NoTarget();
            return step.Done(autoscaler.Status.CurrentReplicas, autoscaler.Status.DesiredReplicas).Again(Period);
        }

        step.Found();
        var current = target.Replicas;
        var spec = autoscaler.Spec;
        var least = spec.MinReplicas ?? 1;
        if (current == 0 && least != 0)
        {
            step.Disabled();
            return step.Done(target.StatusReplicas, 0).Again(Period);
        }

        if (current > spec.MaxReplicas || current < least)
        {
            var bound = Math.Clamp(current, least, spec.MaxReplicas);
            step.Rescale(target, bound, current > bound ? "Current number of replicas above Spec.MaxReplicas" : "Current number of replicas below Spec.MinReplicas");
            return step.Done(target.StatusReplicas, bound).Again(Period);
        }

        if (Recommended(readings, current) is not { } best)
        {
            step.Unmeasured(readings.First(r => r.Replicas is null));
            return step.Done(target.StatusReplicas, current).Again(Period);
        }

        step.Measured(readings, best);
        var next = ScalingBehavior.Next(spec, current, best.Replicas!.Value, history, now);
        step.Limits(next);
        if (next.Replicas != current)
        {
            step.Rescale(target, next.Replicas, next.Replicas > current ? $"{best.Name} above target" : "All metrics below target");
        }

        return step.Done(target.StatusReplicas, next.Replicas).Again(Period);
    }

    /// <summary>
    /// The reading that calls for most replicas. When some metric cannot be told, the others may only make more, never fewer; null: nothing
    /// can be said.
    /// </summary>
    public static MetricReading? Recommended(ValueList<MetricReading> readings, int current)
    {
        var best = readings.Where(r => r.Replicas is not null).MaxBy(r => r.Replicas);
        return best is null || (readings.Any(r => r.Replicas is null) && best.Replicas < current) ? null : best;
    }

    private static async ValueTask<AutoscalerObserved?> ObserveAsync(
        NamespacedName key, World world, ConcurrentDictionary<string, ScalingHistory> histories, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (world.Of<HorizontalPodAutoscaler>().Get(key) is not { } autoscaler || autoscaler.IsDeleting())
        {
            histories.TryRemove(key.ToString(), out _);
            return null;
        }

        if (ScaleTarget.Find(world, key.Namespace, autoscaler.Spec.ScaleTargetRef) is not { } target)
        {
            return new(autoscaler, null, [], ScalingHistory.Empty);
        }

        var pods = world.Of<Pod>().Select(key.Namespace, target.Selector).ToValueList();
        var measured = await world.Client.ListAsync(PodMetrics.Info, ListQuery.All with { Namespace = key.Namespace }, cancellationToken);
        var metrics = (measured.IsSuccess ? measured.Value.Items.Cast<PodMetrics>() : []).ToDictionary(m => m.Metadata.Name, StringComparer.Ordinal);
        var readings = autoscaler.Spec.Metrics.Select(metric => MetricReadings.Read(metric, autoscaler.Spec.Behavior, pods, metrics, target.Replicas, now)).ToValueList();
        var history = histories.GetValueOrDefault(key.ToString(), ScalingHistory.Empty)
            .After(now, target.Replicas, autoscaler.Status.DesiredReplicas, Recommended(readings, target.Replicas)?.Replicas);
        histories[key.ToString()] = history;
        return new(autoscaler, target, readings, history);
    }
}

/// <summary>An autoscaler with what it scales and what is measured.</summary>
/// <param name="Autoscaler">The autoscaler.</param>
/// <param name="Target">What it scales; null when that is not there.</param>
/// <param name="Readings">What its metrics call for, in their order.</param>
/// <param name="History">What it recommended and did lately, with this time.</param>
public sealed record AutoscalerObserved(HorizontalPodAutoscaler Autoscaler, ScaleTarget? Target, ValueList<MetricReading> Readings, ScalingHistory History);
