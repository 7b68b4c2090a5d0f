using Navarch.Api;
using Navarch.Api.Autoscaling.V2;

namespace Navarch.Controllers.Autoscaling;

/// <summary>How fast replicas go where metrics call.</summary>
public sealed class ScalingBehaviorTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly HorizontalPodAutoscalerSpec Plain = new() { MinReplicas = 2, MaxReplicas = 100 };

    private static readonly HorizontalPodAutoscalerSpec AtOnce = Plain with { Behavior = new() { ScaleDown = new() { StabilizationWindowSeconds = 0 } } };

    private static readonly HorizontalPodAutoscalerSpec Slow = Plain with
    {
        Behavior = new()
        {
            ScaleUp = new() { Policies = [new() { Type = "Pods", Value = 2, PeriodSeconds = 60 }, new() { Type = "Percent", Value = 10, PeriodSeconds = 60 }], SelectPolicy = "Min", StabilizationWindowSeconds = 60 },
            ScaleDown = new() { Policies = [new() { Type = "Pods", Value = 1, PeriodSeconds = 60 }], StabilizationWindowSeconds = 0 },
        },
    };

    private static readonly HorizontalPodAutoscalerSpec NeverDown = Plain with { Behavior = new() { ScaleDown = new() { SelectPolicy = "Disabled", StabilizationWindowSeconds = 0 } } };

    /// <summary>What it is, the spec, current and wanted replicas; earlier recommendations and changes as seconds ago and number; replicas, limit and hold expected.</summary>
    public static TheoryData<string, HorizontalPodAutoscalerSpec, int, int, string, string, int, ScalingLimits, Stabilization> Steps => new()
    {
        { "nothing to do", Plain, 5, 5, "", "", 5, ScalingLimits.None, Stabilization.None },
        { "up at once", Plain, 5, 8, "", "", 8, ScalingLimits.None, Stabilization.None },
        { "up to twice at most", Plain, 10, 50, "", "", 20, ScalingLimits.ScaleUpRate, Stabilization.None },
        { "or by four of few", Plain, 2, 50, "", "", 6, ScalingLimits.ScaleUpRate, Stabilization.None },
        { "what was added just now counts", Plain, 20, 50, "", "5:10", 20, ScalingLimits.ScaleUpRate, Stabilization.None },
        { "but not for ever", Plain, 20, 50, "", "20:10", 40, ScalingLimits.ScaleUpRate, Stabilization.None },
        { "not above the most", Plain, 60, 150, "", "", 100, ScalingLimits.TooMany, Stabilization.None },
        { "not down while more was wanted of late", Plain, 10, 4, "200:9", "", 9, ScalingLimits.None, Stabilization.Down },
        { "down when that is long past", Plain, 10, 4, "400:9", "", 4, ScalingLimits.None, Stabilization.None },
        { "not below the least", AtOnce, 10, 0, "", "", 2, ScalingLimits.TooFew, Stabilization.None },
        { "down at once", AtOnce, 10, 4, "10:9", "", 4, ScalingLimits.None, Stabilization.None },
        { "down one a minute", Slow, 10, 4, "", "", 9, ScalingLimits.ScaleDownRate, Stabilization.None },
        { "down no further within the minute", Slow, 9, 4, "", "30:-1", 9, ScalingLimits.ScaleDownRate, Stabilization.None },
        { "never down", NeverDown, 10, 4, "", "", 10, ScalingLimits.ScaleDownRate, Stabilization.None },
        { "up by the more careful policy", Slow, 50, 80, "", "", 52, ScalingLimits.ScaleUpRate, Stabilization.None },
        { "not up while fewer were wanted of late", Slow, 10, 20, "30:10", "", 10, ScalingLimits.None, Stabilization.Up },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step(
        string what, HorizontalPodAutoscalerSpec spec, int current, int wanted, string recommended, string changed, int expected, ScalingLimits limit, Stabilization held)
    {
        var history = new ScalingHistory { Recommendations = Parse(recommended), Changes = Parse(changed) };
        var step = ScalingBehavior.Next(spec, current, wanted, history, Now);
        Assert.True(step == new ScalingStep(expected, limit, held), $"{what}: {step}");
    }

    [Fact]
    public void Only_changes_that_were_asked_for_count()
    {
        var history = ScalingHistory.Empty.After(Now, 3, asked: 0, recommended: 5);
        history = history.After(Now.AddSeconds(15), 5, asked: 5, recommended: 5).After(Now.AddSeconds(30), 9, asked: 5, recommended: null);
        Assert.Equal(2, history.ChangedWithin(TimeSpan.FromMinutes(1), up: true, Now.AddSeconds(30)));
        Assert.Equal(2, history.Recommendations.Count);
        Assert.Empty(history.After(Now.AddHours(2), 9, 5, null).Recommendations.AsEnumerable());
    }

    private static ValueList<(DateTimeOffset Time, int Number)> Parse(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(one => one.Split(':')).Select(pair => (Now.AddSeconds(-int.Parse(pair[0])), int.Parse(pair[1]))).ToValueList();
}
