using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Controllers.Workloads;
using Navarch.Reconciling;

namespace Navarch.Controllers.Jobs;

/// <summary>
/// Runs each Job's pods until enough have succeeded or too many have failed.
/// Flow: count the pods that ended (<see cref="JobCounting"/>) → is the job over, and how (<see cref="JobOutcomes"/>) → make or delete pods
/// (<see cref="JobScaling"/>) → status.
/// Guarantees: every pod that ended is counted once, whatever crashes between: a pod keeps a finalizer until the status holds it.
/// </summary>
public static class JobController
{
    /// <summary>On pods: the job has not counted it yet.</summary>
    public const string TrackingFinalizer = "batch.kubernetes.io/job-tracking";

    private const string ManagedByThis = "kubernetes.io/job-controller";

    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, JobObserved>(
        "job-controller",
        [
            Watch.Self<Job>(),
            Watch.ControlledBy<Job, Pod>(),
            Watch.Map<Pod>((pod, world) => pod.Metadata.ControllerOwner() is not null
                ? []
                : PodClaims.Wanting(pod, world.Of<Job>().InNamespace(pod.Metadata.Namespace), j => j.Spec.Selector)),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(JobObserved observed, DateTimeOffset now)
    {
        if (observed.Job is not { } job)
        {
            return Decision.Of(observed.Pods.Owned.Where(IsTracked).Select(Untracked));
        }

        if (job.Spec.ManagedBy is { } manager && manager != ManagedByThis)
        {
            return Decision.Nothing;
        }

        var claims = new List<Effect>();
        var pods = observed.Pods.Settle(job, job.Spec.Selector, claims);
        if (job.IsDeleting() || JobOutcomes.IsOver(job))
        {
            return Decision.Of(pods.Where(IsTracked).Where(p => p.IsTerminal() || job.IsDeleting()).Select(Untracked)
                .Concat(job.IsDeleting() ? [] : pods.Where(p => p.IsActive()).Select(p => new Effect.Delete(p))));
        }

        var counts = JobCounting.Count(job, pods);
        var outcome = JobOutcomes.Judge(job, pods, counts, now);
        var scaling = outcome.Ends ? JobScaling.DeleteAll(job, pods) : JobScaling.Scale(job, pods, counts, now);
        var status = JobStatuses.Of(job, pods, counts, outcome, now);
        var effects = new List<Effect>();
        if (status != job.Status)
        {
            effects.Add(Effect.UpdateStatus(job with { Status = status }) with { OnSuccess = JobStatuses.News(job, status) });
        }

        effects.AddRange(claims);
        effects.AddRange(counts.Released.Select(Untracked));
        effects.AddRange(scaling.Effects);
        return Decision.Of(effects).Again(scaling.RequeueAfter).Again(outcome.Deadline);
    }

    internal static bool IsTracked(Pod pod) => pod.Metadata.HasFinalizer(TrackingFinalizer);

    private static Effect Untracked(Pod pod) => new Effect.Update(pod with { Metadata = pod.Metadata.WithoutFinalizer(TrackingFinalizer) });

    private static async ValueTask<JobObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<Job>().Get(key) is { } job)
        {
            return new(job, await PodClaims.ObserveAsync(job, job.Spec.Selector, world, cancellationToken));
        }

        // The job is gone: what it left behind must not be held by its finalizer.
        var left = world.Of<Pod>().ByIndex("job", key.ToString(), p => p.ControllerOf(Job.Info) is { } owner ? [owner.ToString()] : []);
        return left.Length == 0 ? null : new(null, new() { Owned = left.ToValueList() });
    }
}

/// <summary>A Job and its pods.</summary>
/// <param name="Job">The job; null when it is gone.</param>
/// <param name="Pods">Its pods.</param>
public sealed record JobObserved(Job? Job, PodClaims Pods);
