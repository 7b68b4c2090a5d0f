using Navarch.Api.Batch.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of jobs and cron jobs.</summary>
internal static class BatchDefaults
{
    public static Job Apply(Job job)
    {
        var spec = job.Spec;
        var labels = spec.Template.Metadata.Labels;
        var both = spec.Completions is null && spec.Parallelism is null;
        return job with
        {
            Metadata = job.Metadata.Labels.IsEmpty && !labels.IsEmpty ? job.Metadata with { Labels = labels } : job.Metadata,
            Spec = JobSpec(spec) with
            {
                Completions = both ? 1 : spec.Completions,
                Parallelism = spec.Parallelism ?? 1,
                BackoffLimit = spec.BackoffLimit ?? (spec.BackoffLimitPerIndex is null ? 6 : int.MaxValue),
                CompletionMode = spec.CompletionMode ?? CompletionModes.NonIndexed,
                Suspend = spec.Suspend ?? false,
                ManualSelector = spec.ManualSelector ?? false,
                PodReplacementPolicy = spec.PodReplacementPolicy
                    ?? (spec.PodFailurePolicy is null ? PodReplacementPolicies.TerminatingOrFailed : PodReplacementPolicies.Failed),
            },
        };
    }

    public static CronJob Apply(CronJob job) => job with
    {
        Spec = job.Spec with
        {
            ConcurrencyPolicy = job.Spec.ConcurrencyPolicy.Or(ConcurrencyPolicies.Allow),
            Suspend = job.Spec.Suspend ?? false,
            SuccessfulJobsHistoryLimit = job.Spec.SuccessfulJobsHistoryLimit ?? 3,
            FailedJobsHistoryLimit = job.Spec.FailedJobsHistoryLimit ?? 1,
            JobTemplate = job.Spec.JobTemplate with { Spec = JobSpec(job.Spec.JobTemplate.Spec) },
        },
    };

    // What a job inside a cron job shares with a job of its own.
    private static JobSpec JobSpec(JobSpec spec) => spec with
    {
        Template = PodDefaults.Template(spec.Template),
        PodFailurePolicy = spec.PodFailurePolicy is { } policy
            ? policy with { Rules = policy.Rules.Change(r => r with { OnPodConditions = r.OnPodConditions.Change(Condition) }) } : null,
    };

    private static PodFailurePolicyOnPodConditionsPattern Condition(PodFailurePolicyOnPodConditionsPattern pattern) =>
        pattern.Status.Length > 0 ? pattern : pattern with { Status = ConditionStatuses.True };
}
