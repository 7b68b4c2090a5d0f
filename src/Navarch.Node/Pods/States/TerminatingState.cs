namespace Navarch.Node.Pods.States;

/// <summary>
/// The pod's deletion was asked for. Its main containers are stopped together and then its sidecars, all within the
/// grace period; then the sandbox and the volumes go, and last the object. A shortened grace overtakes a stop under way.
/// </summary>
public sealed class TerminatingState : PodState
{
    /// <summary>The one instance.</summary>
    public static TerminatingState Instance { get; } = new();

    private TerminatingState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Terminating";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next => [LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => observed.Pod.Metadata.DeletionTimestamp is not null;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var observed = plan.Observed;

        // The timestamp is cut to whole seconds: up to one second of the grace is given back here.
        var deadline = observed.Pod.Metadata.DeletionTimestamp!.Value.AddSeconds(1);
        if (!ContainerRules.StopInOrder(plan, deadline, mainToo: true, "Stopping container"))
        {
            return;
        }

        if (!FinishedState.Settle(plan))
        {
            return;
        }

        var metadata = observed.Pod.Metadata;
        var askedAlready = metadata.DeletionGracePeriodSeconds == 0 && !metadata.Finalizers.IsEmpty && observed.DeleteTrouble is not null;
        if (!askedAlready && plan.MayRetry(observed.DeleteTrouble))
        {
            plan.Do(new DeleteFromApi());
        }
    }
}
