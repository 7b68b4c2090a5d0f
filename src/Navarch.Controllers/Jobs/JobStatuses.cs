using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Controllers.Pods;

namespace Navarch.Controllers.Jobs;

/// <summary>What a job's status says.</summary>
internal static class JobStatuses
{
    public static JobStatus Of(Job job, IReadOnlyList<Pod> pods, JobCounts counts, JobOutcome outcome, DateTimeOffset now)
    {
        var suspended = job.Spec.Suspend == true && !outcome.Ends;
        var wasSuspended = job.Status.Conditions.Any(c => c is { Type: JobConditionTypes.Suspended, Status: "True" });
        var conditions = job.Status.Conditions;
        if (suspended != wasSuspended && !outcome.Ends)
        {
            conditions = Set(conditions, JobConditionTypes.Suspended, suspended, suspended ? "JobSuspended" : "JobResumed", suspended ? "Job suspended" : "Job resumed", now);
        }

        var running = pods.Where(p => p.IsActive()).ToList();
        var terminating = pods.Count(p => p.IsTerminating());
        var status = job.Status with
        {
            StartTime = suspended ? null : job.Status.StartTime is null || (wasSuspended && !suspended) ? now : job.Status.StartTime,
            Active = running.Count,
            Ready = running.Count(p => p.IsReady()),
            Terminating = terminating,
            Succeeded = counts.Settled.Succeeded,
            Failed = counts.Settled.Failed,
            UncountedTerminatedPods = counts.Uncounted,
            CompletedIndexes = JobCounting.IsIndexed(job) ? JobCounting.Text(counts.CompletedIndexes) : "",
            FailedIndexes = job.Spec.BackoffLimitPerIndex is null ? null : JobCounting.Text(counts.FailedIndexes),
            Conditions = conditions,
        };
        return outcome.Condition is { } end ? Ending(status, end, outcome, running.Count + terminating, now) : status;
    }

    /// <summary>The event that tells of a job's end, suspension or resumption; null when nothing of that changed.</summary>
    public static EventNote? News(Job job, JobStatus status)
    {
        foreach (var condition in status.Conditions)
        {
            if (job.Status.Conditions.Any(c => c.Type == condition.Type && c.Status == condition.Status))
            {
                continue;
            }

            switch (condition.Type, condition.Status)
            {
                case (JobConditionTypes.Complete, ConditionStatuses.True):
                    return EventNote.Normal(job, "Completed", "Job completed");
                case (JobConditionTypes.Failed, ConditionStatuses.True):
                    return EventNote.Warning(job, condition.Reason, condition.Message);
                case (JobConditionTypes.Suspended, _):
                    return EventNote.Normal(job, condition.Status == ConditionStatuses.True ? "Suspended" : "Resumed", condition.Message);
            }
        }

        return null;
    }

    /// <summary>First the intent, so that it holds across crashes; the end itself once no pod runs and every one is counted.</summary>
    private static JobStatus Ending(JobStatus status, string end, JobOutcome outcome, int running, DateTimeOffset now)
    {
        var intent = end == JobConditionTypes.Failed ? JobConditionTypes.FailureTarget : JobConditionTypes.SuccessCriteriaMet;
        var conditions = Set(status.Conditions, intent, true, outcome.Reason, outcome.Message, now);
        var counted = status.UncountedTerminatedPods is not { } left || (left.Succeeded.IsEmpty && left.Failed.IsEmpty);
        if (running > 0 || !counted)
        {
            return status with { Conditions = conditions };
        }

        return status with
        {
            Conditions = Set(conditions, end, true, outcome.Reason, outcome.Message, now),
            CompletionTime = end == JobConditionTypes.Complete ? now : null,
            Active = 0,
            Ready = 0,
        };
    }

    private static ValueList<JobCondition> Set(ValueList<JobCondition> conditions, string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var status = holds ? ConditionStatuses.True : ConditionStatuses.False;
        return conditions.Any(c => c.Type == type && c.Status == status)
            ? conditions
            : [.. conditions.Where(c => c.Type != type), new() { Type = type, Status = status, Reason = reason, Message = message, LastProbeTime = now, LastTransitionTime = now }];
    }
}
