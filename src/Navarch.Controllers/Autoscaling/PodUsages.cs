using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Autoscaling;

/// <summary>A pod with what it uses and asks for, in thousandths.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Usage">What it uses; null when that is not known.</param>
/// <param name="MeasuredAt">The end of the time that was measured.</param>
/// <param name="Window">How long was measured.</param>
/// <param name="Request">What it asks for; null when one of its containers does not say.</param>
public sealed record PodUsage(Pod Pod, long? Usage, DateTimeOffset MeasuredAt, TimeSpan Window, long? Request);

/// <summary>
/// Computes replicas from what pods use, by the rules of "Horizontal Pod Autoscaling: algorithm details": pods that are not ready yet, or
/// that nobody measured, never make the answer more drastic. Pure.
/// </summary>
public static class PodUsages
{
    private static readonly TimeSpan CpuInitialization = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan InitialReadiness = TimeSpan.FromSeconds(30);

    /// <summary>Replicas for a share of what is requested.</summary>
    /// <param name="pods">The target's pods.</param>
    /// <param name="replicas">The replicas there are.</param>
    /// <param name="resource">The resource, for messages and for the rules of processors.</param>
    /// <param name="targetPercent">The share of the request that pods shall use, in percent.</param>
    /// <param name="tolerance">Within this share of the target nothing is done.</param>
    /// <param name="now">The time.</param>
    public static UsageProposal ByUtilization(ValueList<PodUsage> pods, int replicas, string resource, int targetPercent, Tolerance tolerance, DateTimeOffset now)
    {
        var present = pods.Where(p => !p.Pod.IsDeleting() && p.Pod.Status.Phase != PodPhases.Failed).ToList();
        if (present.Find(p => p.Request is null) is { } silent)
        {
            return UsageProposal.Failed($"failed to get {resource} utilization: missing request for {resource} in a container of Pod {silent.Pod.Metadata.Name}");
        }

        return Compute(present, replicas, resource, tolerance, now, pod => pod.Request!.Value * targetPercent / 100.0, pod => pod.Request!.Value * Math.Max(100, targetPercent) / 100.0);
    }

    /// <summary>Replicas for an average amount for each pod, in thousandths.</summary>
    public static UsageProposal ByAverage(ValueList<PodUsage> pods, int replicas, string resource, long target, Tolerance tolerance, DateTimeOffset now)
    {
        var present = pods.Where(p => !p.Pod.IsDeleting() && p.Pod.Status.Phase != PodPhases.Failed).ToList();
        return Compute(present, replicas, resource, tolerance, now, _ => target, _ => target);
    }

    private static UsageProposal Compute(
        List<PodUsage> pods, int replicas, string resource, Tolerance tolerance, DateTimeOffset now, Func<PodUsage, double> wantedOf, Func<PodUsage, double> mostOf)
    {
        if (pods.Count == 0)
        {
            return UsageProposal.Failed("no pods returned by selector while calculating replica count");
        }

        var unready = pods.Where(p => IsUnready(p, resource, now)).ToList();
        var missing = pods.Where(p => p.Usage is null && !unready.Contains(p)).ToList();
        var ready = pods.Where(p => p.Usage is not null && !unready.Contains(p)).ToList();
        if (ready.Count == 0)
        {
            return UsageProposal.Failed("did not receive metrics for targeted pods (pods might be unready)");
        }

        var usage = ready.Sum(p => (double)p.Usage!.Value);
        var ratio = usage / ready.Sum(wantedOf);
        var average = (long)Math.Round(usage / ready.Count);
        var requested = ready.All(p => p.Request is > 0) ? (int?)(usage * 100 / ready.Sum(p => (double)p.Request!.Value)) : null;
        UsageProposal Propose(int count) => new(count, average, requested, "");

        var counted = ready.ToList();
        if (missing.Count == 0 && (unready.Count == 0 || ratio <= 1))
        {
            return Propose(tolerance.Allows(ratio) ? replicas : (int)Math.Ceiling(ratio * ready.Count));
        }

        // Whoever is not measured counts as using all when there would be fewer, and nothing when there would be more.
        counted.AddRange(missing);
        usage += ratio < 1 ? missing.Sum(mostOf) : 0;
        if (ratio > 1)
        {
            counted.AddRange(unready);
        }

        var cautious = usage / counted.Sum(wantedOf);
        if (tolerance.Allows(cautious) || (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1))
        {
            return Propose(replicas);
        }

        var wanted = (int)Math.Ceiling(cautious * counted.Count);
        return Propose((cautious < 1 && wanted > replicas) || (cautious > 1 && wanted < replicas) ? replicas : wanted);
    }

    private static bool IsUnready(PodUsage measured, string resource, DateTimeOffset now)
    {
        var pod = measured.Pod;
        if (pod.Status.Phase == PodPhases.Pending)
        {
            return true;
        }

        if (resource != "cpu" || measured.Usage is null)
        {
            return false;
        }

        if (pod.Condition(PodConditionTypes.Ready) is not { } ready || pod.Status.StartTime is not { } started)
        {
            return true;
        }

        // While a pod starts, what it uses says nothing; later only a pod that was never ready is left out.
        return now < started + CpuInitialization
            ? ready.Status == "False" || measured.MeasuredAt < ready.LastTransitionTime + measured.Window
            : ready.Status == "False" && started + InitialReadiness > ready.LastTransitionTime;
    }
}

/// <summary>How far from the target nothing is done.</summary>
/// <param name="Up">Above, as a share of the target.</param>
/// <param name="Down">Below.</param>
public readonly record struct Tolerance(double Up, double Down)
{
    /// <summary>What holds unless said otherwise: a tenth.</summary>
    public static Tolerance Default { get; } = new(0.1, 0.1);

    /// <summary>Whether a ratio of use to target is close enough.</summary>
    public bool Allows(double ratio) => ratio >= 1 - Down && ratio <= 1 + Up;
}

/// <summary>What a metric calls for.</summary>
/// <param name="Replicas">The number of replicas.</param>
/// <param name="Average">What a pod uses on average, in thousandths.</param>
/// <param name="Utilization">Its share of the request, in percent; null when that cannot be told.</param>
/// <param name="Problem">Why nothing can be told; empty: all is well.</param>
public sealed record UsageProposal(int Replicas, long Average, int? Utilization, string Problem)
{
    /// <summary>Nothing can be told.</summary>
    public static UsageProposal Failed(string problem) => new(0, 0, null, problem);
}
