using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Jobs;

/// <summary>What a job's pod failure policy says about a failed pod: the first rule that matches.</summary>
internal static class JobFailurePolicy
{
    /// <summary>The action; <c>Count</c> when no rule matches.</summary>
    public static string ActionFor(Job job, Pod pod) => RuleFor(job, pod)?.Action ?? PodFailurePolicyActions.Count;

    /// <summary>The first rule that matches, or null.</summary>
    public static PodFailurePolicyRule? RuleFor(Job job, Pod pod) =>
        job.Spec.PodFailurePolicy is { } policy && pod.Status.Phase == PodPhases.Failed ? policy.Rules.FirstOrDefault(r => Matches(r, pod)) : null;

    private static bool Matches(PodFailurePolicyRule rule, Pod pod) =>
        rule.OnExitCodes is { } codes
            ? pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses).Any(c => Matches(codes, c))
            : rule.OnPodConditions.Any(p => pod.Status.Conditions.Any(c => c.Type == p.Type && c.Status == (p.Status.Length == 0 ? "True" : p.Status)));

    private static bool Matches(PodFailurePolicyOnExitCodesRequirement codes, ContainerStatus container) =>
        container.State.Terminated is { ExitCode: not 0 and var exit } &&
        (codes.ContainerName is null || codes.ContainerName == container.Name) &&
        codes.Values.Contains(exit) == (codes.Operator == PodFailurePolicyOnExitCodesOperators.In);
}
