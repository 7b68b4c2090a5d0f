namespace Navarch.Node.Pods.States;

/// <summary>
/// The API no longer has the pod. Whatever still runs is stopped, everything left of it is removed, and its worker ends.
/// No status is written.
/// </summary>
public sealed class LeavingState : PodState
{
    /// <summary>The one instance.</summary>
    public static LeavingState Instance { get; } = new();

    private LeavingState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Leaving";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next => [];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => observed.Gone;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var observed = plan.Observed;
        var metadata = observed.Pod.Metadata;
        var grace = metadata.DeletionGracePeriodSeconds ?? observed.Pod.Spec.TerminationGracePeriodSeconds ?? 30;
        var deadline = (metadata.DeletionTimestamp ?? observed.Now).AddSeconds(metadata.DeletionTimestamp is null ? grace : 1);
        if (!ContainerRules.StopInOrder(plan, deadline, mainToo: true, "Stopping container: the pod is gone") || !FinishedState.Settle(plan))
        {
            return;
        }

        if (!plan.MayRetry(observed.SandboxTrouble))
        {
            return;
        }

        foreach (var sandbox in observed.Sandboxes)
        {
            plan.Do(new RemoveSandbox(sandbox.Id));
        }

        if (observed.Sandboxes.IsEmpty)
        {
            foreach (var container in observed.Containers)
            {
                plan.Do(new RemoveContainer(container.Name, container.Id));
            }

            if (observed.Containers.IsEmpty && observed.Busy.IsEmpty)
            {
                plan.Do(new Forget());
            }
        }
    }
}
