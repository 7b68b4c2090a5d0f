using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for jobs, by themselves and in the templates of cron jobs.</summary>
internal static class JobRules
{
    private const string UidLabel = "batch.kubernetes.io/controller-uid";
    private const int MostIndexed = 100_000;
    private const int MostParallelOfMany = 10_000;
    private const int LongestManager = 63;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Job job, ErrorList errors)
    {
        var spec = job.Spec;
        ValidateSpec(spec, Spec, errors);
        SelectorRules.Validate(spec.Selector, Spec.Child("selector"), errors);
        if (spec.Selector is not { } selector)
        {
            errors.Required(Spec.Child("selector"));
        }
        else
        {
            if (!LabelSelectors.Matches(selector, spec.Template.Metadata.Labels))
            {
                errors.Invalid(Spec.Child("template", "metadata").Child("labels"), spec.Template.Metadata.Labels, "`selector` does not match template `labels`");
            }

            if (spec.ManualSelector != true && (selector.MatchLabels.Count != 1 || !selector.MatchExpressions.IsEmpty || !selector.MatchLabels.ContainsKey(UidLabel)))
            {
                errors.Invalid(Spec.Child("selector"), selector, "`selector` not auto-generated");
            }
        }

        // Each pod of an indexed job has the job's name and its index as host name.
        if (spec is { CompletionMode: CompletionModes.Indexed, Completions: > 0 } && Names.Dns1123LabelProblem($"{job.Metadata.Name}-{spec.Completions - 1}") is { } problem)
        {
            errors.Invalid(FieldPath.Of("metadata").Child("name"), job.Metadata.Name, $"will not able to create pod with invalid DNS label: {job.Metadata.Name}-{spec.Completions - 1}: {problem}");
        }
    }

    /// <summary>What a job and the template of one share.</summary>
    public static void ValidateSpec(JobSpec spec, FieldPath path, ErrorList errors)
    {
        if (spec.ManagedBy is { } manager)
        {
            errors.Check(path.Child("managedBy"), manager, Names.DomainPrefixedPathProblem(manager));
            if (manager.Length > LongestManager)
            {
                errors.TooLong(path.Child("managedBy"), LongestManager);
            }
        }

        Indexes(spec, path, errors);
        if (spec.PodFailurePolicy is { } failures)
        {
            JobPolicyRules.Validate(failures, spec, path, errors);
        }

        if (spec.SuccessPolicy is { } success)
        {
            JobPolicyRules.Validate(success, spec, path.Child("successPolicy"), errors);
        }

        PodRules.ValidateTemplate(spec.Template, path.Child("template"), errors);
        var restart = path.Child("template", "spec").Child("restartPolicy");
        if (spec.Template.Spec.RestartPolicy is RestartPolicies.Always)
        {
            errors.Required(restart, "valid values: \"OnFailure\", \"Never\"");
        }
        else if (spec.PodFailurePolicy is not null && spec.Template.Spec.RestartPolicy != RestartPolicies.Never)
        {
            errors.Invalid(restart, spec.Template.Spec.RestartPolicy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    private static void Indexes(JobSpec spec, FieldPath path, ErrorList errors)
    {
        var isIndexed = spec.CompletionMode == CompletionModes.Indexed;
        if (isIndexed && spec.Completions is null)
        {
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        }

        if (isIndexed && spec.Parallelism > MostIndexed)
        {
            errors.Invalid(path.Child("parallelism"), spec.Parallelism, $"must be less than or equal to {MostIndexed} when completion mode is Indexed");
        }

        if (isIndexed && spec.MaxFailedIndexes > MostIndexed)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, $"must be less than or equal to {MostIndexed}");
        }

        if (spec.MaxFailedIndexes > spec.Completions)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, "must be less than or equal to completions");
        }

        if (spec.BackoffLimitPerIndex is null)
        {
            if (spec.MaxFailedIndexes is not null)
            {
                errors.Required(path.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
            }

            return;
        }

        if (!isIndexed)
        {
            errors.Invalid(path.Child("backoffLimitPerIndex"), spec.BackoffLimitPerIndex, "requires indexed completion mode");
        }

        if (spec.Completions <= MostIndexed)
        {
            return;
        }

        if (spec.MaxFailedIndexes is null)
        {
            errors.Required(path.Child("maxFailedIndexes"), $"must be specified when completions is above {MostIndexed}");
        }
        else if (spec.MaxFailedIndexes > MostParallelOfMany)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, $"must be less than or equal to {MostParallelOfMany} when completions are above {MostIndexed} and used with backoff limit per index");
        }

        if (spec.Parallelism > MostParallelOfMany)
        {
            errors.Invalid(path.Child("parallelism"), spec.Parallelism, $"must be less than or equal to {MostParallelOfMany} when completions are above {MostIndexed} and used with backoff limit per index");
        }
    }
}
