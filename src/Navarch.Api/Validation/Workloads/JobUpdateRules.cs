using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What of a job may change: how much runs at a time, whether it waits, and, while it waits, where its pods may go.</summary>
internal static class JobUpdateRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Job job, Job old, ErrorList errors)
    {
        var (spec, before) = (job.Spec, old.Spec);
        if (spec.Completions != before.Completions)
        {
            if (before.CompletionMode != CompletionModes.Indexed)
            {
                errors.Immutable(Spec, "completions", spec.Completions, before.Completions);
            }
            else if (spec.Completions != spec.Parallelism || before.Completions is null || spec.Completions is null)
            {
                errors.Invalid(Spec.Child("completions"), spec.Completions, "can only be modified in tandem with spec.parallelism");
            }
        }

        errors.Immutable(Spec, "selector", spec.Selector, before.Selector);
        errors.Immutable(Spec, "completionMode", spec.CompletionMode, before.CompletionMode);
        errors.Immutable(Spec, "podFailurePolicy", spec.PodFailurePolicy, before.PodFailurePolicy);
        errors.Immutable(Spec, "successPolicy", spec.SuccessPolicy, before.SuccessPolicy);
        errors.Immutable(Spec, "backoffLimitPerIndex", spec.BackoffLimitPerIndex, before.BackoffLimitPerIndex);
        errors.Immutable(Spec, "managedBy", spec.ManagedBy, before.ManagedBy);
        var isIdle = before.Suspend == true && (old.Status.StartTime is null || old.Status.Conditions.Any(c => c is { Type: JobConditionTypes.Suspended, Status: ConditionStatuses.True }));
        var fixedPart = isIdle ? Suspended(spec.Template, before.Template) : before.Template;
        errors.Immutable(Spec, "template", spec.Template, fixedPart);
    }

    /// <summary>What the job controller, or whoever manages the job, may report.</summary>
    public static void ValidateStatus(Job job, Job old, ErrorList errors)
    {
        var path = FieldPath.Of("status");
        var status = job.Status;
        errors.NotNegative(path, "active", status.Active);
        errors.NotNegative(path, "succeeded", status.Succeeded);
        errors.NotNegative(path, "failed", status.Failed);
        errors.NotNegative(path, "ready", status.Ready);
        errors.NotNegative(path, "terminating", status.Terminating);
        if (status.UncountedTerminatedPods is { } uncounted)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            Uncounted(uncounted.Succeeded, path.Child("uncountedTerminatedPods", "succeeded"), seen, errors);
            Uncounted(uncounted.Failed, path.Child("uncountedTerminatedPods", "failed"), seen, errors);
        }
    }

    // While nothing of it runs, whoever queues the job may say where its pods go and what they get.
    private static PodTemplateSpec Suspended(PodTemplateSpec now, PodTemplateSpec before) => before with
    {
        Metadata = before.Metadata with { Labels = now.Metadata.Labels, Annotations = now.Metadata.Annotations },
        Spec = before.Spec with
        {
            NodeSelector = now.Spec.NodeSelector,
            Affinity = now.Spec.Affinity,
            Tolerations = now.Spec.Tolerations,
            SchedulingGates = now.Spec.SchedulingGates,
            Containers = WithResources(before.Spec.Containers, now.Spec.Containers),
            InitContainers = WithResources(before.Spec.InitContainers, now.Spec.InitContainers),
        },
    };

    private static ValueList<Container> WithResources(ValueList<Container> before, ValueList<Container> now) =>
        before.Count != now.Count ? before : before.Select((c, i) => c with { Resources = now[i].Resources }).ToValueList();

    private static void Uncounted(ValueList<string> uids, FieldPath path, HashSet<string> seen, ErrorList errors)
    {
        for (var i = 0; i < uids.Count; i++)
        {
            if (uids[i].Length == 0)
            {
                errors.Invalid(path.Index(i), uids[i], "must not be empty");
            }
            else if (!seen.Add(uids[i]))
            {
                errors.Duplicate(path.Index(i), uids[i]);
            }
        }
    }
}
