using Navarch.Api.Batch.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for cron jobs.</summary>
internal static class CronJobRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(CronJob job, ErrorList errors)
    {
        var spec = job.Spec;
        if (spec.Schedule.Contains("TZ", StringComparison.Ordinal))
        {
            errors.Invalid(Spec.Child("schedule"), spec.Schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (spec.Schedule.Length > 0 && !CronSchedules.IsValid(spec.Schedule))
        {
            errors.Invalid(Spec.Child("schedule"), spec.Schedule, "must be a cron schedule of five fields, or @hourly and its likes");
        }

        if (spec.TimeZone is { } zone)
        {
            errors.Check(Spec.Child("timeZone"), zone, ZoneProblem(zone));
        }

        if (spec.ConcurrencyPolicy.Length == 0)
        {
            errors.Required(Spec.Child("concurrencyPolicy"));
        }

        var template = Spec.Child("jobTemplate");
        MetadataRules.Labels(spec.JobTemplate.Metadata.Labels, template.Child("metadata", "labels"), errors);
        MetadataRules.Annotations(spec.JobTemplate.Metadata.Annotations, template.Child("metadata", "annotations"), errors);
        JobRules.ValidateSpec(spec.JobTemplate.Spec, template.Child("spec"), errors);
        errors.Absent(spec.JobTemplate.Spec.ManualSelector != true, template.Child("spec"), "manualSelector", "`manualSelector` must not be set to true in a job template");
    }

    private static string? ZoneProblem(string zone) =>
        zone.Length == 0 ? "timeZone must be nil or non-empty string"
        : zone.Equals("Local", StringComparison.OrdinalIgnoreCase) ? "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? null
        : $"unknown time zone {zone}";
}
