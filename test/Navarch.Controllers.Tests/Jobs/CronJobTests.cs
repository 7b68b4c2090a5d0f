using System.Globalization;
using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Jobs;

public sealed class CronJobTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T00:07:30Z", "2026-01-01T00:15:00Z")]
    [InlineData("0 3 * * *", "2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z")]
    [InlineData("30 8 1 * MON", "2026-01-02T00:00:00Z", "2026-01-05T08:30:00Z")]
    [InlineData("0 0 31 * *", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("5,10-12 1-3/2 * jan-mar 1-5", "2026-01-01T03:10:00Z", "2026-01-01T03:11:00Z")]
    [InlineData("@hourly", "2026-01-01T00:59:59Z", "2026-01-01T01:00:00Z")]
    [InlineData("0 0 * * 7", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    public void The_next_time_is_found(string schedule, string after, string next)
    {
        Assert.True(CronSchedule.TryParse(schedule, out var parsed, out var error), error);

        Assert.Equal(At(next), parsed.Next(At(after), TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_day_that_never_comes_has_no_next_time()
    {
        Assert.True(CronSchedule.TryParse("0 0 30 2 *", out var parsed, out _));

        Assert.Null(parsed.Next(At("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("a * * * *")]
    public void What_is_no_schedule_is_refused(string schedule)
    {
        Assert.False(CronSchedule.TryParse(schedule, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void The_latest_due_time_makes_one_job_and_the_next_time_brings_the_next_look()
    {
        var decision = CronJobController.Decide(new(Hourly(), [], TimeZoneInfo.Utc), At("2026-01-01T05:30:00Z"));

        var job = (Job)Assert.Single(decision.Effects.OfType<Effect.Create>()).Object;
        Assert.Equal($"tick-{At("2026-01-01T05:00:00Z").ToUnixTimeSeconds() / 60}", job.Metadata.Name);
        Assert.Equal(At("2026-01-01T05:00:00Z"), ((CronJob)decision.Effects.OfType<Effect.Update>().Single().Object).Status.LastScheduleTime);
        Assert.Equal(TimeSpan.FromMinutes(30), decision.RequeueAfter);
    }

    /// <summary>With one job running, an hour later: jobs made and jobs deleted.</summary>
    [Theory]
    [InlineData("Allow", 1, 0)]
    [InlineData("Forbid", 0, 0)]
    [InlineData("Replace", 1, 1)]
    public void The_concurrency_policy_rules_over_running_jobs(string policy, int made, int deleted)
    {
        var cron = Hourly();
        cron = cron with { Spec = cron.Spec with { ConcurrencyPolicy = policy } };

        var effects = CronJobController.Decide(new(cron, [new Job { Metadata = new() { Name = "running" } }], TimeZoneInfo.Utc), At("2026-01-01T01:00:00Z")).Effects;

        Assert.Equal((made, deleted), (effects.OfType<Effect.Create>().Count(), effects.OfType<Effect.Delete>().Count()));
    }

    [Fact]
    public void A_start_that_is_too_late_is_missed()
    {
        var cron = Hourly();
        cron = cron with { Spec = cron.Spec with { StartingDeadlineSeconds = 60 } };

        Assert.Empty(CronJobController.Decide(new(cron, [], TimeZoneInfo.Utc), At("2026-01-01T01:02:00Z")).Effects.OfType<Effect.Create>());
        Assert.Single(CronJobController.Decide(new(cron, [], TimeZoneInfo.Utc), At("2026-01-01T01:00:30Z")).Effects.OfType<Effect.Create>());
    }

    [Fact]
    public void A_suspended_one_makes_nothing()
    {
        var cron = Hourly();
        cron = cron with { Spec = cron.Spec with { Suspend = true } };

        Assert.Empty(CronJobController.Decide(new(cron, [], TimeZoneInfo.Utc), At("2026-01-01T05:00:00Z")).Effects.OfType<Effect.Create>());
    }

    [Fact]
    public void Only_the_latest_ended_jobs_are_kept()
    {
        var jobs = Enumerable.Range(0, 5).Select(i => Ended($"good{i}", "Complete", i)).Concat(Enumerable.Range(0, 3).Select(i => Ended($"bad{i}", "Failed", i)));

        var effects = CronJobController.Decide(new(Hourly(), jobs.ToValueList(), TimeZoneInfo.Utc), At("2026-01-01T00:10:00Z")).Effects;

        Assert.Equal(["bad0", "bad1", "good0", "good1"], effects.OfType<Effect.Delete>().Select(d => d.Object.Metadata.Name).Order());
    }

    private static CronJob Hourly() => new()
    {
        Metadata = new() { Namespace = "ns", Name = "tick", UID = "c", CreationTimestamp = At("2026-01-01T00:00:00Z") },
        Spec = new() { Schedule = "0 * * * *", ConcurrencyPolicy = "Allow" },
    };

    private static Job Ended(string name, string condition, int hour) => new()
    {
        Metadata = new() { Namespace = "ns", Name = name },
        Status = new() { StartTime = At("2025-12-31T00:00:00Z").AddHours(hour), Conditions = [new() { Type = condition, Status = "True" }] },
    };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
