using System.Globalization;
using Navarch.Api.Batch.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what failed pods mean to a job, and when enough of it succeeded.</summary>
internal static class JobPolicyRules
{
    private const int MostRules = 20;
    private const int MostValues = 255;
    private const int LongestIndexes = 64 * 1024;

    public static void Validate(PodFailurePolicy policy, JobSpec spec, FieldPath job, ErrorList errors)
    {
        var path = job.Child("podFailurePolicy", "rules");
        if (policy.Rules.Count > MostRules)
        {
            errors.TooMany(path, policy.Rules.Count, MostRules);
        }

        if (spec.PodReplacementPolicy is not (null or PodReplacementPolicies.Failed))
        {
            errors.NotSupported(job.Child("podReplacementPolicy"), spec.PodReplacementPolicy, PodReplacementPolicies.Failed);
        }

        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var (rule, at) = (policy.Rules[i], path.Index(i));
            if (rule.Action == PodFailurePolicyActions.FailIndex && spec.BackoffLimitPerIndex is null)
            {
                errors.Invalid(at.Child("action"), rule.Action, "requires the backoffLimitPerIndex to be set");
            }

            if (rule.OnExitCodes is not null && !rule.OnPodConditions.IsEmpty)
            {
                errors.Invalid(at, rule, "specifying both OnExitCodes and OnPodConditions is not supported");
            }
            else if (rule.OnExitCodes is null && rule.OnPodConditions.IsEmpty)
            {
                errors.Invalid(at, rule, "specifying one of OnExitCodes and OnPodConditions is required");
            }

            if (rule.OnExitCodes is { } codes)
            {
                ExitCodes(codes, spec, at.Child("onExitCodes"), errors);
            }

            Conditions(rule.OnPodConditions, at.Child("onPodConditions"), errors);
        }
    }

    public static void Validate(SuccessPolicy policy, JobSpec spec, FieldPath path, ErrorList errors)
    {
        if (spec.CompletionMode != CompletionModes.Indexed)
        {
            errors.Invalid(path, policy, "requires indexed completion mode");
            return;
        }

        var rules = path.Child("rules");
        if (policy.Rules.IsEmpty)
        {
            errors.Required(rules, "at least one rules must be specified when the successPolicy is specified");
        }
        else if (policy.Rules.Count > MostRules)
        {
            errors.TooMany(rules, policy.Rules.Count, MostRules);
        }

        for (var i = 0; i < policy.Rules.Count; i++)
        {
            Success(policy.Rules[i], spec.Completions ?? 0, rules.Index(i), errors);
        }
    }

    private static void Success(SuccessPolicyRule rule, int completions, FieldPath path, ErrorList errors)
    {
        if (rule is { SucceededCount: null, SucceededIndexes: null })
        {
            errors.Required(path, "at least one of succeededCount or succeededIndexes must be specified");
        }

        int? indexes = null;
        if (rule.SucceededIndexes is { } text)
        {
            if (text.Length > LongestIndexes)
            {
                errors.TooLong(path.Child("succeededIndexes"), LongestIndexes);
            }
            else if (IndexProblem(text, completions, out var count) is { } problem)
            {
                errors.Invalid(path.Child("succeededIndexes"), text, $"error parsing succeededIndexes: {problem}");
            }
            else
            {
                indexes = count;
            }
        }

        if (rule.SucceededCount > completions)
        {
            errors.Invalid(path.Child("succeededCount"), rule.SucceededCount, $"must be less than or equal to {completions} (the number of specified completions)");
        }

        if (rule.SucceededCount > indexes)
        {
            errors.Invalid(path.Child("succeededCount"), rule.SucceededCount, $"must be less than or equal to {indexes} (the number of indexes in the specified succeededIndexes field)");
        }
    }

    // "1,3-5,7": rising, each below the number of completions.
    private static string? IndexProblem(string text, int completions, out int count)
    {
        var last = -1;
        count = 0;
        foreach (var interval in text.Length == 0 ? [] : text.Split(','))
        {
            var ends = interval.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var end))
            {
                return $"cannot convert string to integer for index: \"{interval}\"";
            }

            if (first <= last)
            {
                return $"non-increasing order, previous: {last}, current: {first}";
            }

            if (end < first || (ends.Length == 2 && end == first))
            {
                return $"non-increasing order, previous: {first}, current: {end}";
            }

            if (end >= completions)
            {
                return $"too large index: \"{ends[^1]}\"";
            }

            count += end - first + 1;
            last = end;
        }

        return null;
    }

    private static void ExitCodes(PodFailurePolicyOnExitCodesRequirement codes, JobSpec spec, FieldPath path, ErrorList errors)
    {
        var pod = spec.Template.Spec;
        if (codes.ContainerName is { } name && !pod.Containers.Any(c => c.Name == name) && !pod.InitContainers.Any(c => c.Name == name))
        {
            errors.Invalid(path.Child("containerName"), name, "must be one of the container or initContainer names in the pod template");
        }

        var values = codes.Values;
        var at = path.Child("values");
        if (values.IsEmpty)
        {
            errors.Invalid(at, values, "at least one value is required");
        }
        else if (values.Count > MostValues)
        {
            errors.TooMany(at, values.Count, MostValues);
        }

        var isOrdered = true;
        for (var i = 0; i < values.Count; i++)
        {
            if (codes.Operator == PodFailurePolicyOnExitCodesOperators.In && values[i] == 0)
            {
                errors.Invalid(at.Index(i), values[i], "must not be 0 for the In operator");
            }

            if (values.AsSpan()[..i].Contains(values[i]))
            {
                errors.Duplicate(at.Index(i), values[i]);
            }
            else
            {
                isOrdered &= i == 0 || values[i] > values[i - 1];
            }
        }

        if (!isOrdered)
        {
            errors.Invalid(at, values, "must be ordered");
        }
    }

    private static void Conditions(ValueList<PodFailurePolicyOnPodConditionsPattern> patterns, FieldPath path, ErrorList errors)
    {
        if (patterns.Count > MostRules)
        {
            errors.TooMany(path, patterns.Count, MostRules);
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            var (pattern, at) = (patterns[i], path.Index(i));
            errors.Check(at.Child("type"), pattern.Type, Names.QualifiedNameProblem(pattern.Type));
            if (pattern.Status.Length == 0)
            {
                errors.Required(at.Child("status"));
            }
        }
    }
}
