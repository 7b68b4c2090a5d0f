using System.Globalization;
using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Controllers.Pods;
using Navarch.Controllers.Workloads;
using Navarch.Reconciling;

namespace Navarch.Controllers.Jobs;

/// <summary>Which pods of a job are made and deleted.</summary>
internal static class JobScaling
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>Whether a pod that is being deleted is replaced before it has ended.</summary>
    public static bool ReplacesTerminating(Job job) => job.Spec.PodReplacementPolicy != PodReplacementPolicies.Failed;

    /// <summary>The job is over: nothing runs on.</summary>
    public static Decision DeleteAll(Job job, IReadOnlyList<Pod> pods) => Decision.Of(pods.Where(p => p.IsActive()).Select(p => Delete(job, p)));

    /// <summary>Makes or deletes pods so that as many work as the job wants now; after failures it waits, longer each time.</summary>
    public static Decision Scale(Job job, IReadOnlyList<Pod> pods, JobCounts counts, DateTimeOffset now)
    {
        var active = pods.Where(p => p.IsActive()).ToList();
        var wanted = Wanted(job, counts, active.Count);
        if (active.Count > wanted)
        {
            return Decision.Of(DeletionRanking.Choose(active, active, active.Count - wanted, now).Select(p => Delete(job, p)));
        }

        var waiting = ReplacesTerminating(job) && job.Spec.PodFailurePolicy is null ? 0 : pods.Count(p => p.IsTerminating());
        var missing = Math.Min(wanted - active.Count - waiting, Replication.Burst);
        if (missing <= 0)
        {
            return Decision.Nothing;
        }

        var delay = JobCounting.IsIndexed(job) && job.Spec.BackoffLimitPerIndex is not null ? TimeSpan.Zero : Delay(pods, now);
        if (delay > TimeSpan.Zero)
        {
            return Decision.Nothing.Again(delay);
        }

        return JobCounting.IsIndexed(job)
            ? MakeIndexed(job, pods, counts, missing, now)
            : Decision.Of(Enumerable.Repeat(Create(job, Replication.PodOf(job, job.Spec.Template)), missing));
    }

    private static int Wanted(Job job, JobCounts counts, int active)
    {
        if (job.Spec.Suspend == true)
        {
            return 0;
        }

        var parallelism = job.Spec.Parallelism ?? 1;
        if (job.Spec.Completions is not { } completions)
        {
            // A work queue: after the first success no pod is added, those at work finish.
            return counts.Succeeded > 0 ? Math.Min(active, parallelism) : parallelism;
        }

        return Math.Min(parallelism, Math.Max(0, completions - counts.Succeeded - counts.FailedIndexes.Count));
    }

    private static Decision MakeIndexed(Job job, IReadOnlyList<Pod> pods, JobCounts counts, int missing, DateTimeOffset now)
    {
        var busy = pods.Where(p => p.IsActive() || (p.IsTerminating() && !ReplacesTerminating(job))).Select(JobCounting.IndexOf).ToHashSet();
        var free = Enumerable.Range(0, job.Spec.Completions ?? 0).Where(i => !busy.Contains(i) && !counts.CompletedIndexes.Contains(i) && !counts.FailedIndexes.Contains(i));
        var effects = new List<Effect>();
        TimeSpan? again = null;
        foreach (var index in free)
        {
            if (effects.Count >= missing)
            {
                break;
            }

            var before = pods.Where(p => p.IsTerminal() && JobCounting.IndexOf(p) == index).ToList();
            var delay = job.Spec.BackoffLimitPerIndex is null ? TimeSpan.Zero : Delay(before, now);
            if (delay > TimeSpan.Zero)
            {
                again = again is { } sooner && sooner < delay ? sooner : delay;
                continue;
            }

            var failures = before.Where(p => JobFailurePolicy.ActionFor(job, p) != PodFailurePolicyActions.Ignore).Select(p => JobCounting.FailuresBefore(p) + 1).DefaultIfEmpty(0).Max();
            effects.Add(Create(job, IndexedPod(job, index, failures)));
        }

        return Decision.Of(effects).Again(again);
    }

    private static Pod IndexedPod(Job job, int index, int failures)
    {
        var pod = Replication.PodOf(job, job.Spec.Template);
        var text = index.ToString(CultureInfo.InvariantCulture);
        var annotations = pod.Metadata.Annotations.SetItem(JobCounting.IndexAnnotation, text);
        if (job.Spec.BackoffLimitPerIndex is not null)
        {
            annotations = annotations.SetItem(JobCounting.IndexFailures, failures.ToString(CultureInfo.InvariantCulture));
        }

        return pod with
        {
            Metadata = pod.Metadata with
            {
                GenerateName = $"{job.Metadata.Name}-{text}-",
                Annotations = annotations,
                Labels = pod.Metadata.Labels.SetItem(JobCounting.IndexAnnotation, text),
            },
            Spec = pod.Spec with
            {
                Hostname = $"{job.Metadata.Name}-{text}",
                InitContainers = pod.Spec.InitContainers.Select(WithIndex).ToValueList(),
                Containers = pod.Spec.Containers.Select(WithIndex).ToValueList(),
            },
        };
    }

    private static Container WithIndex(Container container)
    {
        const string Name = "JOB_COMPLETION_INDEX";
        return container.Env.Any(e => e.Name == Name)
            ? container
            : container with
            {
                Env = container.Env.Add(new() { Name = Name, ValueFrom = new() { FieldRef = new() { APIVersion = "v1", FieldPath = $"metadata.labels['{JobCounting.IndexAnnotation}']" } } }),
            };
    }

    /// <summary>10 s after the first failure since the last success, doubling up to ten minutes.</summary>
    private static TimeSpan Delay(IReadOnlyList<Pod> pods, DateTimeOffset now)
    {
        var lastSuccess = pods.Where(p => p.Status.Phase == PodPhases.Succeeded).Select(EndOf).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var failures = pods.Where(p => p.Status.Phase == PodPhases.Failed).Select(EndOf).Where(at => at > lastSuccess).ToList();
        if (failures.Count == 0)
        {
            return TimeSpan.Zero;
        }

        var delay = FirstDelay * Math.Pow(2, Math.Min(failures.Count - 1, 10));
        return failures.Max() + (delay < LongestDelay ? delay : LongestDelay) - now;
    }

    private static DateTimeOffset EndOf(Pod pod) =>
        pod.Status.ContainerStatuses.Select(c => c.State.Terminated?.FinishedAt).Max()
        ?? pod.Condition(PodConditionTypes.Ready)?.LastTransitionTime
        ?? pod.Metadata.DeletionTimestamp
        ?? pod.Metadata.CreationTimestamp
        ?? DateTimeOffset.MinValue;

    private static Effect Create(Job job, Pod pod) =>
        new Effect.Create(pod with { Metadata = pod.Metadata.WithFinalizer(JobController.TrackingFinalizer) })
        {
            OnSuccess = EventNote.Normal(job, "SuccessfulCreate", "Created pod: {name}"),
            OnFailure = EventNote.Warning(job, "FailedCreate", "Error creating: {error}"),
        };

    private static Effect Delete(Job job, Pod pod) => new Effect.Delete(pod)
    {
        OnSuccess = EventNote.Normal(job, "SuccessfulDelete", "Deleted pod: {name}"),
        OnFailure = EventNote.Warning(job, "FailedDelete", "Error deleting: {error}"),
    };
}
