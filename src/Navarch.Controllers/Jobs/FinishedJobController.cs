using Navarch.Api;
using Navarch.Api.Batch.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Jobs;

/// <summary>Deletes jobs a while after they ended, when they ask for that (<c>ttlSecondsAfterFinished</c>).</summary>
public static class FinishedJobController
{
    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<Job>(
        "ttl-after-finished-controller",
        [Watch.Self<Job>()],
        (key, world) => world.Of<Job>().Get(key),
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(Job job, DateTimeOffset now)
    {
        if (job.Spec.TTLSecondsAfterFinished is not { } seconds || job.IsDeleting() || !JobOutcomes.IsOver(job))
        {
            return Decision.Nothing;
        }

        var ended = job.Status.Conditions.First(c => c.Type is JobConditionTypes.Complete or JobConditionTypes.Failed).LastTransitionTime ?? now;
        var left = ended.AddSeconds(seconds) - now;
        return left > TimeSpan.Zero
            ? Decision.Nothing.Again(left)
            : Decision.Of(new Effect.Delete(job) { Propagation = "Foreground", OnlyIfUnchanged = true });
    }
}
