namespace Navarch.Node.Pods.States;

/// <summary>
/// The main containers and the sidecars are kept running as the restart policy says; containers whose liveness or
/// startup probe failed, or whose image changed, are replaced. Shown as <c>Running</c> once a main container started.
/// </summary>
public sealed class RunningState : PodState
{
    /// <summary>The one instance.</summary>
    public static RunningState Instance { get; } = new();

    private RunningState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Running";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next =>
        [PreparingState.Instance, EndingState.Instance, TerminatingState.Instance, LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => true;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var observed = plan.Observed;
        if (PodOutcome.DeadlineOf(observed.Pod) is { } deadline)
        {
            plan.Wake(deadline);
        }

        ContainerRules.KeepVolumesFresh(plan);
        ContainerRules.DropOldSandboxes(plan);
        foreach (var container in observed.Pod.Spec.InitContainers)
        {
            if (RestartRules.RoleOfInit(container) == ContainerRole.Sidecar)
            {
                ContainerRules.KeepRunning(plan, container, ContainerRole.Sidecar, observed.ReadySandbox!);
            }

            ContainerRules.DropOldAttempts(plan, container);
        }

        foreach (var container in observed.Pod.Spec.Containers)
        {
            ContainerRules.KeepRunning(plan, container, ContainerRole.Main, observed.ReadySandbox!);
            ContainerRules.DropOldAttempts(plan, container);
        }

        foreach (var ephemeral in observed.Pod.Spec.EphemeralContainers)
        {
            if (observed.Latest(ephemeral.Name) is null)
            {
                ContainerRules.KeepRunning(plan, PodContainers.FromEphemeral(ephemeral), ContainerRole.Ephemeral, observed.ReadySandbox!);
            }
        }
    }
}
