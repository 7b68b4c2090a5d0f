using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Autoscaling.V2;
using Navarch.Reconciling;

namespace Navarch.Controllers.Autoscaling;

/// <summary>What is done, and what the conditions say.</summary>
public sealed class AutoscalerDecisionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    private static readonly HorizontalPodAutoscaler Autoscaler = new()
    {
        Metadata = new() { Namespace = "ns", Name = "web" },
        Spec = new() { ScaleTargetRef = new() { APIVersion = "apps/v1", Kind = "Deployment", Name = "web" }, MinReplicas = 1, MaxReplicas = 10, Metrics = [new() { Type = "Resource" }] },
    };

    private static readonly MetricReading Unknown = new(null, null, "memory resource", "FailedGetResourceMetric", "no idea");

    /// <summary>What it is, the target's replicas (-1: no target), what metrics call for (null: unknown), the patch expected (0: none), and conditions.</summary>
    public static TheoryData<string, int, int?[], int, string> Cases => new()
    {
        { "up", 2, [3], 3, "AbleToScale=True/SucceededRescale ScalingActive=True/ValidMetricFound ScalingLimited=False/DesiredWithinRange" },
        { "the metric that calls for most wins", 2, [1, 4, 3], 4, "AbleToScale=True/SucceededRescale ScalingActive=True/ValidMetricFound ScalingLimited=False/DesiredWithinRange" },
        { "as wanted", 2, [2], 0, "AbleToScale=True/ReadyForNewScale ScalingActive=True/ValidMetricFound ScalingLimited=False/DesiredWithinRange" },
        { "too many", 9, [20], 10, "AbleToScale=True/SucceededRescale ScalingActive=True/ValidMetricFound ScalingLimited=True/TooManyReplicas" },
        { "nothing known", 2, [null], 0, "AbleToScale=True/SucceededGetScale ScalingActive=False/FailedGetResourceMetric" },
        { "one of two known: up", 2, [null, 4], 4, "AbleToScale=True/SucceededRescale ScalingActive=True/ValidMetricFound ScalingLimited=False/DesiredWithinRange" },
        { "one of two known: not down", 4, [null, 2], 0, "AbleToScale=True/SucceededGetScale ScalingActive=False/FailedGetResourceMetric" },
        { "above its bounds", 12, [null], 10, "AbleToScale=True/SucceededRescale" },
        { "set to nothing", 0, [5], 0, "AbleToScale=True/SucceededGetScale ScalingActive=False/ScalingDisabled" },
        { "no target", -1, [5], 0, "AbleToScale=False/FailedGetScale" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_look(string what, int replicas, int?[] wanted, int patched, string conditions)
    {
        var readings = wanted.Select(w => w is { } n ? new MetricReading(n, new() { Type = "Resource" }, "cpu resource") : Unknown).ToValueList();
        var target = replicas < 0 ? null : new ScaleTarget(new Deployment { Metadata = new() { Namespace = "ns", Name = "web" } }, replicas, replicas, null);

        var decision = HorizontalPodAutoscalerController.Decide(new(Autoscaler, target, readings, ScalingHistory.Empty), Now);

        var patch = decision.Effects.OfType<Effect.Patch>().Select(p => System.Text.Encoding.UTF8.GetString(p.Body.Bytes.Span)).ToList();
        Assert.True(string.Join(' ', patch) == (patched > 0 ? $$$"""{"spec":{"replicas":{{{patched}}}}}""" : ""), $"{what}: {string.Join(' ', patch)}");
        var status = ((HorizontalPodAutoscaler)Assert.Single(decision.Effects.OfType<Effect.Update>()).Object).Status;
        Assert.Equal(conditions, string.Join(' ', status.Conditions.Select(c => $"{c.Type}={c.Status}/{c.Reason}")));
        Assert.Equal(TimeSpan.FromSeconds(15), decision.RequeueAfter);
        if (patched > 0)
        {
            Assert.Equal((patched, (DateTimeOffset?)Now), (status.DesiredReplicas, status.LastScaleTime));
        }
    }

    [Fact]
    public void A_second_look_that_sees_the_same_writes_nothing()
    {
        var target = new ScaleTarget(new Deployment { Metadata = new() { Namespace = "ns", Name = "web" } }, 2, 2, null);
        ValueList<MetricReading> readings = [new MetricReading(2, new() { Type = "Resource" }, "cpu resource")];
        var first = HorizontalPodAutoscalerController.Decide(new(Autoscaler, target, readings, ScalingHistory.Empty), Now);
        var after = (HorizontalPodAutoscaler)Assert.Single(first.Effects.OfType<Effect.Update>()).Object;
        Assert.Empty(HorizontalPodAutoscalerController.Decide(new(after, target, readings, ScalingHistory.Empty), Now.AddSeconds(15)).Effects.AsEnumerable());
    }
}
