using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods;

/// <summary>How a pod ended, or is about to end: once this is known nothing in the pod starts again.</summary>
/// <param name="Phase">Succeeded or Failed.</param>
/// <param name="Reason">The status reason, or empty.</param>
/// <param name="Message">The status message, or empty.</param>
public sealed record PodOutcome(string Phase, string Reason, string Message)
{
    /// <summary>Why a pod past its deadline fails.</summary>
    public const string DeadlineExceeded = "DeadlineExceeded";

    /// <summary>Whether every container of the pod is to be stopped, not only the sidecars that are left over.</summary>
    public bool StopsEverything => Reason.Length > 0;

    /// <summary>The outcome an observation shows, or null while the pod may go on.</summary>
    public static PodOutcome? Of(PodObservation observed)
    {
        if (DeadlineOf(observed.Pod) is { } deadline && deadline <= observed.Now)
        {
            return new(PodPhases.Failed, DeadlineExceeded, "Pod was active on the node longer than the specified deadline");
        }

        var spec = observed.Pod.Spec;
        foreach (var container in spec.InitContainers)
        {
            if (RestartRules.RoleOfInit(container) == ContainerRole.Init
                && !observed.IsBusy(container.Name)
                && observed.Latest(container.Name) is { Life: ContainerLife.Exited } last
                && last.ExitCode != 0
                && !RestartRules.Restarts(spec, container, ContainerRole.Init, last.ExitCode))
            {
                return new(PodPhases.Failed, "", "");
            }
        }

        var failed = false;
        foreach (var container in spec.Containers)
        {
            if (observed.IsBusy(container.Name)
                || observed.Latest(container.Name) is not { Life: ContainerLife.Exited } last
                || RestartRules.Restarts(spec, container, ContainerRole.Main, last.ExitCode))
            {
                return null;
            }

            failed |= last.ExitCode != 0;
        }

        return spec.Containers.IsEmpty ? null : new(failed ? PodPhases.Failed : PodPhases.Succeeded, "", "");
    }

    /// <summary>When the pod's active deadline is over, or null if it has none or has not begun.</summary>
    public static DateTimeOffset? DeadlineOf(Pod pod) =>
        pod.Spec.ActiveDeadlineSeconds is { } seconds && pod.Status.StartTime is { } start ? start.AddSeconds(seconds) : null;

    /// <summary>Whether the API already shows the pod as ended.</summary>
    public static bool IsFinal(Pod pod) => pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed;
}
