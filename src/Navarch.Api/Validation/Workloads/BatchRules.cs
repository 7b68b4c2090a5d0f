using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for jobs and cron jobs.</summary>
internal static class BatchRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    // The selector is the job controller's business unless the client took it over.
    public static void Validate(Job job, ErrorList errors)
    {
        ValidateSpec(job.Spec, Spec, errors);
        SelectorRules.Validate(job.Spec.Selector, Spec.Child("selector"), errors);
        if (job.Spec.Selector is { } selector && !LabelSelectors.Matches(selector, job.Spec.Template.Metadata.Labels))
        {
            errors.Invalid(Spec.Child("template", "metadata").Child("labels"), job.Spec.Template.Metadata.Labels, "`selector` does not match template `labels`");
        }
    }

    public static void ValidateUpdate(Job job, Job old, ErrorList errors)
    {
        var mayScale = old.Spec.CompletionMode == CompletionModes.Indexed;
        if (!mayScale || job.Spec.Completions != job.Spec.Parallelism)
        {
            errors.Immutable(Spec.Child("completions"), job.Spec.Completions, old.Spec.Completions);
        }

        errors.Immutable(Spec.Child("selector"), job.Spec.Selector, old.Spec.Selector);
        errors.Immutable(Spec.Child("completionMode"), job.Spec.CompletionMode, old.Spec.CompletionMode);
        errors.Immutable(Spec.Child("podFailurePolicy"), job.Spec.PodFailurePolicy, old.Spec.PodFailurePolicy);
        errors.Immutable(Spec.Child("successPolicy"), job.Spec.SuccessPolicy, old.Spec.SuccessPolicy);
        errors.Immutable(Spec.Child("backoffLimitPerIndex"), job.Spec.BackoffLimitPerIndex, old.Spec.BackoffLimitPerIndex);
        errors.Immutable(Spec.Child("managedBy"), job.Spec.ManagedBy, old.Spec.ManagedBy);
        if (old.Spec.Suspend != true)
        {
            errors.Immutable(Spec.Child("template"), job.Spec.Template, old.Spec.Template);
        }
    }

    public static void Validate(CronJob job, ErrorList errors)
    {
        if (job.Spec.Schedule.Length == 0)
        {
            errors.Required(Spec.Child("schedule"));
        }
        else if (!CronSchedules.IsValid(job.Spec.Schedule))
        {
            errors.Invalid(Spec.Child("schedule"), job.Spec.Schedule, "must be a cron schedule of five fields, or @hourly and its likes");
        }
        else if (job.Spec.Schedule.Contains("TZ", StringComparison.Ordinal))
        {
            errors.Invalid(Spec.Child("schedule"), job.Spec.Schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }

        errors.NotNegative(Spec.Child("startingDeadlineSeconds"), job.Spec.StartingDeadlineSeconds);
        errors.NotNegative(Spec.Child("successfulJobsHistoryLimit"), job.Spec.SuccessfulJobsHistoryLimit);
        errors.NotNegative(Spec.Child("failedJobsHistoryLimit"), job.Spec.FailedJobsHistoryLimit);
        if (job.Spec.TimeZone is { Length: 0 })
        {
            errors.Invalid(Spec.Child("timeZone"), "", "must be nil or non-empty string");
        }

        ValidateSpec(job.Spec.JobTemplate.Spec, Spec.Child("jobTemplate", "spec"), errors);
    }

    private static void ValidateSpec(JobSpec spec, FieldPath path, ErrorList errors)
    {
        errors.NotNegative(path.Child("parallelism"), spec.Parallelism);
        errors.NotNegative(path.Child("completions"), spec.Completions);
        errors.NotNegative(path.Child("activeDeadlineSeconds"), spec.ActiveDeadlineSeconds);
        errors.NotNegative(path.Child("backoffLimit"), spec.BackoffLimit);
        errors.NotNegative(path.Child("backoffLimitPerIndex"), spec.BackoffLimitPerIndex);
        errors.NotNegative(path.Child("ttlSecondsAfterFinished"), spec.TTLSecondsAfterFinished);
        if (spec.CompletionMode == CompletionModes.Indexed && spec.Completions is null)
        {
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        }

        PodRules.ValidateTemplate(spec.Template, path.Child("template"), errors);
        if (spec.Template.Spec.RestartPolicy == RestartPolicies.Always)
        {
            errors.Invalid(path.Child("template", "spec").Child("restartPolicy"), RestartPolicies.Always, "Required value: valid values: \"OnFailure\", \"Never\"");
        }

        if (spec.PodFailurePolicy is not null && spec.Template.Spec.RestartPolicy != RestartPolicies.Never)
        {
            errors.Invalid(path.Child("template", "spec").Child("restartPolicy"), spec.Template.Spec.RestartPolicy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }
}
