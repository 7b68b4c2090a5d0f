namespace Navarch.Node.Pods.States;

/// <summary>
/// The pod waits for its volumes and its sandbox; both are made at the same time. A sandbox that died leads back here:
/// what still runs in it is stopped and a new one is made. Shown as <c>Pending</c> with <c>ContainerCreating</c>.
/// </summary>
public sealed class PreparingState : PodState
{
    /// <summary>The one instance.</summary>
    public static PreparingState Instance { get; } = new();

    private PreparingState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Preparing";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next =>
        [InitializingState.Instance, RunningState.Instance, EndingState.Instance, TerminatingState.Instance, LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => observed.ReadySandbox is null || observed.Volumes != VolumesPhase.Ready;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var observed = plan.Observed;
        if (PodOutcome.DeadlineOf(observed.Pod) is { } deadline)
        {
            plan.Wake(deadline);
        }

        if (observed.Volumes != VolumesPhase.Ready && plan.MayRetry(observed.VolumesTrouble))
        {
            plan.Do(new MountVolumes());
        }

        if (observed.ReadySandbox is not null || observed.IsBusy(OperationKind.Sandbox))
        {
            return;
        }

        // A process that outlived its sandbox has no network; it goes before the new sandbox comes.
        var orphaned = false;
        foreach (var container in observed.Containers)
        {
            if (container.Life == ContainerLife.Running)
            {
                orphaned = true;
                plan.Do(new StopContainer(container.Name, container.Id, ContainerRules.LeastGrace, "Pod sandbox changed, it will be killed and re-created"));
            }
        }

        if (orphaned || !plan.MayRetry(observed.SandboxTrouble))
        {
            return;
        }

        var attempt = 0;
        foreach (var sandbox in observed.Sandboxes)
        {
            attempt = Math.Max(attempt, sandbox.Attempt + 1);
        }

        plan.Do(new CreateSandbox(attempt));
    }
}
