using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Jobs;

/// <summary>Whether a job is over.</summary>
/// <param name="Condition">The condition it ends with (<c>Complete</c> or <c>Failed</c>), or null when it goes on.</param>
/// <param name="Reason">Why, as one word.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Deadline">How long until its deadline.</param>
public sealed record JobOutcome(string? Condition = null, string Reason = "", string Message = "", TimeSpan? Deadline = null)
{
    /// <summary>Whether it ends.</summary>
    public bool Ends => Condition is not null;
}

/// <summary>Judges jobs.</summary>
internal static class JobOutcomes
{
    private const int DefaultBackoffLimit = 6;

    /// <summary>Whether the job's status says it is over.</summary>
    public static bool IsOver(Job job) => job.Status.Conditions.Any(c => c.Type is JobConditionTypes.Complete or JobConditionTypes.Failed && c.Status == ConditionStatuses.True);

    /// <summary>The first of these that holds: it was judged before; a policy fails it; too many failures; too late; enough successes.</summary>
    public static JobOutcome Judge(Job job, IReadOnlyList<Pod> pods, JobCounts counts, DateTimeOffset now)
    {
        foreach (var condition in job.Status.Conditions.Where(c => c.Status == ConditionStatuses.True))
        {
            if (condition.Type is JobConditionTypes.FailureTarget or JobConditionTypes.SuccessCriteriaMet)
            {
                var end = condition.Type == JobConditionTypes.FailureTarget ? JobConditionTypes.Failed : JobConditionTypes.Complete;
                return new(end, condition.Reason, condition.Message);
            }
        }

        return ByPolicy(job, pods) ?? ByFailures(job, pods, counts) ?? BySuccess(job, pods, counts) ?? ByDeadline(job, now);
    }

    private static JobOutcome? ByPolicy(Job job, IReadOnlyList<Pod> pods)
    {
        foreach (var pod in pods)
        {
            if (JobFailurePolicy.RuleFor(job, pod) is { Action: PodFailurePolicyActions.FailJob } rule)
            {
                var why = rule.OnExitCodes is not null ? "an exit code" : "a condition";
                var index = job.Spec.PodFailurePolicy!.Rules.AsSpan().IndexOf(rule);
                return new(JobConditionTypes.Failed, "PodFailurePolicy", $"Pod {pod.NamespacedName()} has {why} matching FailJob rule at index {index}");
            }
        }

        return null;
    }

    private static JobOutcome? ByFailures(Job job, IReadOnlyList<Pod> pods, JobCounts counts)
    {
        if (job.Spec.BackoffLimitPerIndex is not null)
        {
            if (job.Spec.MaxFailedIndexes is { } most && counts.FailedIndexes.Count > most)
            {
                return new(JobConditionTypes.Failed, "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
            }

            return !counts.FailedIndexes.Except(counts.CompletedIndexes).Any() || counts.FailedIndexes.Union(counts.CompletedIndexes).Count() < (job.Spec.Completions ?? 0)
                ? null
                : new(JobConditionTypes.Failed, "FailedIndexes", "Job has failed indexes");
        }

        var limit = job.Spec.BackoffLimit ?? DefaultBackoffLimit;
        var restarts = job.Spec.Template.Spec.RestartPolicy == RestartPolicies.OnFailure
            ? pods.Where(p => p.Status.Phase is PodPhases.Running or PodPhases.Pending)
                .Sum(p => p.Status.InitContainerStatuses.Concat(p.Status.ContainerStatuses).Sum(c => c.RestartCount))
            : 0;
        var exceeded = counts.Failed > limit || (restarts > 0 && (limit == 0 || restarts >= limit));
        return exceeded ? new(JobConditionTypes.Failed, "BackoffLimitExceeded", "Job has reached the specified backoff limit") : null;
    }

    private static JobOutcome? BySuccess(Job job, IReadOnlyList<Pod> pods, JobCounts counts)
    {
        if (job.Spec.SuccessPolicy is { } policy)
        {
            foreach (var rule in policy.Rules)
            {
                var indexes = rule.SucceededIndexes is { } some ? JobCounting.Indexes(some) : null;
                var matching = counts.CompletedIndexes.Count(i => indexes is null || indexes.Contains(i));
                if (matching >= (rule.SucceededCount ?? indexes?.Count ?? int.MaxValue))
                {
                    return new(JobConditionTypes.Complete, "SuccessPolicy", "Matched rules at index " + policy.Rules.AsSpan().IndexOf(rule));
                }
            }
        }

        var done = job.Spec.Completions is { } completions
            ? counts.Succeeded >= completions
            : counts.Succeeded > 0 && !pods.Any(p => p.IsActive());
        return done ? new(JobConditionTypes.Complete, "CompletionsReached", "Reached expected number of succeeded pods") : null;
    }

    private static JobOutcome ByDeadline(Job job, DateTimeOffset now)
    {
        if (job.Spec.ActiveDeadlineSeconds is not { } seconds || job.Status.StartTime is not { } start || job.Spec.Suspend == true)
        {
            return new();
        }

        var left = start.AddSeconds(seconds) - now;
        return left > TimeSpan.Zero
            ? new(Deadline: left)
            : new(JobConditionTypes.Failed, "DeadlineExceeded", "Job was active longer than specified deadline");
    }
}
