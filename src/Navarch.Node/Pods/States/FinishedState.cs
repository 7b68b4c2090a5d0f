namespace Navarch.Node.Pods.States;

/// <summary>
/// The pod ended and its object says so. The sandbox is stopped and the volumes are torn down; containers and logs
/// stay until the object is deleted, for <c>kubectl logs</c>. Shown as <c>Succeeded</c> or <c>Failed</c>.
/// </summary>
public sealed class FinishedState : PodState
{
    /// <summary>The one instance.</summary>
    public static FinishedState Instance { get; } = new();

    private FinishedState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Finished";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next => [TerminatingState.Instance, LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => PodOutcome.IsFinal(observed.Pod);

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var observed = plan.Observed;
        if (ContainerRules.StopInOrder(plan, observed.Now + ContainerRules.LeastGrace, mainToo: true, "Stopping container: the pod has ended"))
        {
            Settle(plan);
        }
    }

    /// <summary>Plans giving back the network and the volumes; returns whether both are given back.</summary>
    internal static bool Settle(PodPlan plan)
    {
        var observed = plan.Observed;
        var settled = !observed.IsBusy(OperationKind.Sandbox) && !observed.IsBusy(OperationKind.Volumes) && !observed.IsBusy(OperationKind.Start);
        foreach (var sandbox in observed.Sandboxes)
        {
            // One that died by itself still holds its address.
            var stopped = !sandbox.Ready && observed.Stopped.Contains(sandbox.Id);
            if (!stopped && plan.MayRetry(observed.SandboxTrouble))
            {
                plan.Do(new StopSandbox(sandbox.Id));
            }

            settled &= stopped;
        }

        if (observed.Volumes != VolumesPhase.Absent)
        {
            settled = false;
            if (plan.MayRetry(observed.VolumesTrouble))
            {
                plan.Do(new UnmountVolumes());
            }
        }

        return settled;
    }
}
