using System.Globalization;
using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Controllers.Pods;

namespace Navarch.Controllers.Jobs;

/// <summary>How many pods of a job succeeded and failed so far.</summary>
/// <param name="Succeeded">Succeeded pods, or completed indexes.</param>
/// <param name="Failed">Failed pods that count.</param>
/// <param name="Uncounted">The pods whose end the status names but does not count yet.</param>
/// <param name="Settled">Succeeded and failed as the status counts them from now on.</param>
/// <param name="CompletedIndexes">Indexed jobs: the indexes that succeeded.</param>
/// <param name="FailedIndexes">Indexed jobs with a limit for each index: the indexes that failed for good.</param>
/// <param name="Released">The pods the stored status names already: their finalizer may go.</param>
public sealed record JobCounts(
    int Succeeded,
    int Failed,
    UncountedTerminatedPods Uncounted,
    (int Succeeded, int Failed) Settled,
    SortedSet<int> CompletedIndexes,
    SortedSet<int> FailedIndexes,
    ValueList<Pod> Released);

/// <summary>
/// Counts each ended pod exactly once, in three looks: its uid goes into the status; its finalizer goes; its uid turns into a number.
/// </summary>
internal static class JobCounting
{
    public const string IndexAnnotation = "batch.kubernetes.io/job-completion-index";
    public const string IndexFailures = "batch.kubernetes.io/job-index-failure-count";

    public static JobCounts Count(Job job, IReadOnlyList<Pod> pods)
    {
        var stored = job.Status.UncountedTerminatedPods ?? UncountedTerminatedPods.Empty;
        var held = pods.Where(JobController.IsTracked).Select(p => p.Metadata.UID).ToHashSet(StringComparer.Ordinal);

        // Named and without finalizer (or gone): now a number.
        var succeeded = stored.Succeeded.Where(held.Contains).ToList();
        var failed = stored.Failed.Where(held.Contains).ToList();
        var settled = (
            Succeeded: job.Status.Succeeded + stored.Succeeded.Count - succeeded.Count,
            Failed: job.Status.Failed + stored.Failed.Count - failed.Count);

        var named = stored.Succeeded.Concat(stored.Failed).ToHashSet(StringComparer.Ordinal);
        var completed = Indexes(job.Status.CompletedIndexes);
        var failedIndexes = Indexes(job.Status.FailedIndexes ?? "");
        foreach (var pod in pods.Where(p => HasEnded(job, p) && JobController.IsTracked(p) && !named.Contains(p.Metadata.UID)))
        {
            if (pod.Status.Phase == PodPhases.Succeeded)
            {
                // An index counts once, however many of its pods succeed.
                if (!IsIndexed(job) || (IndexOf(pod) is { } index && completed.Add(index)))
                {
                    succeeded.Add(pod.Metadata.UID);
                }
            }
            else if (JobFailurePolicy.ActionFor(job, pod) != PodFailurePolicyActions.Ignore)
            {
                failed.Add(pod.Metadata.UID);
                if (FailsItsIndex(job, pod) && IndexOf(pod) is { } index)
                {
                    failedIndexes.Add(index);
                }
            }
        }

        var fresh = succeeded.Concat(failed).ToHashSet(StringComparer.Ordinal);
        var released = pods.Where(p => HasEnded(job, p) && JobController.IsTracked(p) && (named.Contains(p.Metadata.UID) || !fresh.Contains(p.Metadata.UID)));
        return new(
            IsIndexed(job) ? completed.Count : settled.Succeeded + succeeded.Count,
            settled.Failed + failed.Count,
            new() { Succeeded = succeeded.ToValueList(), Failed = failed.ToValueList() },
            (IsIndexed(job) ? completed.Count : settled.Succeeded, settled.Failed),
            completed,
            failedIndexes,
            released.ToValueList());
    }

    public static bool IsIndexed(Job job) => job.Spec.CompletionMode == CompletionModes.Indexed;

    /// <summary>The index a pod works on; null when it has none.</summary>
    public static int? IndexOf(Pod pod) => int.TryParse(pod.Metadata.Annotation(IndexAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    /// <summary>How often the pod's index had failed before it.</summary>
    public static int FailuresBefore(Pod pod) => int.TryParse(pod.Metadata.Annotation(IndexFailures), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>The indexes of <c>1,3-5</c>.</summary>
    public static SortedSet<int> Indexes(string text)
    {
        var indexes = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (int.TryParse(ends[0], out var first) && int.TryParse(ends[^1], out var last))
            {
                for (var i = first; i <= last; i++)
                {
                    indexes.Add(i);
                }
            }
        }

        return indexes;
    }

    /// <summary>The indexes as <c>1,3-5</c>.</summary>
    public static string Text(SortedSet<int> indexes)
    {
        var parts = new List<string>();
        int? first = null, last = null;
        foreach (var index in indexes)
        {
            if (last + 1 != index)
            {
                Close();
                first = index;
            }

            last = index;
        }

        Close();
        return string.Join(',', parts);

        void Close()
        {
            if (first is { } f && last is { } l)
            {
                parts.Add(f == l ? $"{f}" : $"{f}{(l == f + 1 ? ',' : '-')}{l}");
            }
        }
    }

    /// <summary>A pod that is being deleted counts as failed at once, unless the job waits for it to have ended.</summary>
    private static bool HasEnded(Job job, Pod pod) =>
        pod.IsTerminal() || (pod.IsTerminating() && JobScaling.ReplacesTerminating(job) && job.Spec.PodFailurePolicy is null);

    private static bool FailsItsIndex(Job job, Pod pod) =>
        JobFailurePolicy.ActionFor(job, pod) == PodFailurePolicyActions.FailIndex ||
        (job.Spec.BackoffLimitPerIndex is { } limit && FailuresBefore(pod) >= limit);
}
