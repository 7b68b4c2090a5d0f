using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods.States;

/// <summary>
/// The init containers run, one after the other; a sidecar among them only has to start. Sidecars passed already are
/// kept running. Shown as <c>Pending</c> with <c>PodInitializing</c>.
/// </summary>
public sealed class InitializingState : PodState
{
    /// <summary>The one instance.</summary>
    public static InitializingState Instance { get; } = new();

    private InitializingState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Initializing";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next =>
        [RunningState.Instance, PreparingState.Instance, EndingState.Instance, TerminatingState.Instance, LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => InitProgress.Current(observed) is not null;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var observed = plan.Observed;
        if (PodOutcome.DeadlineOf(observed.Pod) is { } deadline)
        {
            plan.Wake(deadline);
        }

        ContainerRules.KeepVolumesFresh(plan);
        var current = InitProgress.Current(observed);
        foreach (Container container in observed.Pod.Spec.InitContainers)
        {
            var role = RestartRules.RoleOfInit(container);
            if (role == ContainerRole.Sidecar || container.Name == current?.Name)
            {
                ContainerRules.KeepRunning(plan, container, role, observed.ReadySandbox!);
            }

            ContainerRules.DropOldAttempts(plan, container);
            if (container.Name == current?.Name)
            {
                return;
            }
        }
    }
}
