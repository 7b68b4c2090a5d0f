using System.Globalization;
using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Jobs;

/// <summary>
/// Makes jobs by the clock.
/// Flow: forget and clean up ended jobs → which scheduled time is due, the latest only → does the concurrency policy allow it →
/// make the job (its name comes from the scheduled time, so it is made once) → come back at the next time.
/// </summary>
public static class CronJobController
{
    private const string ScheduledAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private const int ManyMissed = 100;
    private const int DefaultSuccessful = 3;
    private const int DefaultFailed = 1;

    /// <summary>The controller.</summary>
    /// <param name="localZone">The time zone of schedules that name none.</param>
    public static Controller Define(TimeZoneInfo localZone) => Controller.Define<CronJobObserved>(
        "cronjob-controller",
        [
            Watch.Self<CronJob>(),
            Watch.ControlledBy<CronJob, Job>(),
        ],
        (key, world) => world.Of<CronJob>().Get(key) is { } cron
            ? new(cron, world.Of<Job>().ControlledBy(cron.Metadata.UID).ToValueList(), ZoneOf(cron, localZone))
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(CronJobObserved observed, DateTimeOffset now)
    {
        var cron = observed.Cron;
        if (cron.IsDeleting())
        {
            return Decision.Nothing;
        }

        var active = observed.Jobs.Where(j => !JobOutcomes.IsOver(j)).ToList();
        var effects = Cleanup(observed).ToList();
        var status = cron.Status with
        {
            Active = active.Select(Reference).ToValueList(),
            LastSuccessfulTime = observed.Jobs.Where(IsComplete).Select(j => j.Status.CompletionTime).Append(cron.Status.LastSuccessfulTime).Max(),
        };
        var due = Due(observed, active, now);
        effects.AddRange(due.Effects);
        if (due.Scheduled is { } scheduled)
        {
            status = status with { LastScheduleTime = scheduled };
        }

        // The job first: a status that names a time whose job was never made would lose it.
        if (status != cron.Status)
        {
            effects.Add(Effect.UpdateStatus(cron with { Status = status }));
        }

        return Decision.Of(effects).Again(due.Next - now);
    }

    private static (IEnumerable<Effect> Effects, DateTimeOffset? Scheduled, DateTimeOffset? Next) Due(CronJobObserved observed, List<Job> active, DateTimeOffset now)
    {
        var cron = observed.Cron;
        if (cron.Spec.Suspend == true)
        {
            return ([], null, null);
        }

        if (observed.Zone is not { } zone)
        {
            return ([Warn("UnknownTimeZone", $"invalid timeZone: \"{cron.Spec.TimeZone}\"")], null, null);
        }

        if (!CronSchedule.TryParse(cron.Spec.Schedule, out var schedule, out var error))
        {
            return ([Warn("UnparseableSchedule", $"unparseable schedule: {error}")], null, null);
        }

        var next = schedule.Next(now, zone);
        var (scheduled, missed) = Latest(cron, schedule, zone, now);
        if (scheduled is not { } at)
        {
            return ([], null, next);
        }

        var effects = new List<Effect>();
        if (missed > ManyMissed)
        {
            effects.Add(Warn("TooManyMissedTimes", $"too many missed start times ({missed}). Set or decrease .spec.startingDeadlineSeconds or check clock skew"));
        }

        if (cron.Spec.StartingDeadlineSeconds is { } deadline && at.AddSeconds(deadline) < now)
        {
            effects.Add(Warn("MissSchedule", $"Missed scheduled time to start a job: {at:R}"));
            return (effects, null, next);
        }

        if (cron.Spec.ConcurrencyPolicy == ConcurrencyPolicies.Forbid && active.Count > 0)
        {
            effects.Add(new Effect.Tell(EventNote.Normal(cron, "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid")));
            return (effects, null, next);
        }

        if (cron.Spec.ConcurrencyPolicy == ConcurrencyPolicies.Replace)
        {
            effects.AddRange(active.Select(j => Delete(cron, j)));
        }

        effects.Add(new Effect.Create(JobFor(cron, at, zone), IfAbsent: true)
        {
            OnSuccess = EventNote.Normal(cron, "SuccessfulCreate", "Created job {name}"),
            OnFailure = EventNote.Warning(cron, "FailedCreate", "Error creating job: {error}"),
        });
        return (effects, at, next);

        Effect Warn(string reason, string message) => new Effect.Tell(EventNote.Warning(cron, reason, message));
    }

    /// <summary>The latest scheduled time that has come since the last job, and how many have.</summary>
    private static (DateTimeOffset? At, int Count) Latest(CronJob cron, CronSchedule schedule, TimeZoneInfo zone, DateTimeOffset now)
    {
        var since = cron.Status.LastScheduleTime ?? cron.Metadata.CreationTimestamp ?? now;
        if (cron.Spec.StartingDeadlineSeconds is { } deadline && now.AddSeconds(-deadline) > since)
        {
            since = now.AddSeconds(-deadline);
        }

        DateTimeOffset? latest = null;
        var count = 0;
        for (var at = schedule.Next(since, zone); at is { } time && time <= now; at = schedule.Next(time, zone))
        {
            latest = time;
            count++;
        }

        return (latest, count);
    }

    private static Job JobFor(CronJob cron, DateTimeOffset scheduled, TimeZoneInfo zone)
    {
        var template = cron.Spec.JobTemplate;
        var text = TimeZoneInfo.ConvertTime(scheduled, zone).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
        return new()
        {
            Metadata = new()
            {
                Namespace = cron.Metadata.Namespace,
                Name = $"{cron.Metadata.Name}-{(scheduled.ToUnixTimeSeconds() / 60).ToString(CultureInfo.InvariantCulture)}",
                Labels = template.Metadata.Labels,
                Annotations = template.Metadata.Annotations.SetItem(ScheduledAnnotation, text),
                OwnerReferences = [OwnerReferences.ControllerReference(cron)],
            },
            Spec = template.Spec,
        };
    }

    private static IEnumerable<Effect> Cleanup(CronJobObserved observed)
    {
        var over = observed.Jobs.Where(j => JobOutcomes.IsOver(j) && !j.IsDeleting()).OrderBy(j => j.Status.StartTime ?? j.Metadata.CreationTimestamp).ToLookup(IsComplete);
        var cron = observed.Cron;
        return Oldest(over[true], cron.Spec.SuccessfulJobsHistoryLimit ?? DefaultSuccessful)
            .Concat(Oldest(over[false], cron.Spec.FailedJobsHistoryLimit ?? DefaultFailed))
            .Select(j => Delete(cron, j));

        static IEnumerable<Job> Oldest(IEnumerable<Job> jobs, int kept) => jobs.SkipLast(kept);
    }

    private static Effect Delete(CronJob cron, Job job) => new Effect.Delete(job)
    {
        Propagation = "Background",
        OnSuccess = EventNote.Normal(cron, "SuccessfulDelete", "Deleted job {name}"),
    };

    private static bool IsComplete(Job job) => job.Status.Conditions.Any(c => c is { Type: JobConditionTypes.Complete, Status: ConditionStatuses.True });

    private static ObjectReference Reference(Job job) => new()
    {
        APIVersion = Job.Info.ApiVersion,
        Kind = Job.Info.Kind,
        Namespace = job.Metadata.Namespace,
        Name = job.Metadata.Name,
        UID = job.Metadata.UID,
        ResourceVersion = "",
    };

    private static TimeZoneInfo? ZoneOf(CronJob cron, TimeZoneInfo localZone) =>
        string.IsNullOrEmpty(cron.Spec.TimeZone) ? localZone : TimeZoneInfo.TryFindSystemTimeZoneById(cron.Spec.TimeZone, out var zone) ? zone : null;
}

/// <summary>A CronJob and its jobs.</summary>
/// <param name="Cron">The CronJob.</param>
/// <param name="Jobs">The jobs it made.</param>
/// <param name="Zone">The time zone of its schedule; null when there is none of that name.</param>
public sealed record CronJobObserved(CronJob Cron, ValueList<Job> Jobs, TimeZoneInfo? Zone);
