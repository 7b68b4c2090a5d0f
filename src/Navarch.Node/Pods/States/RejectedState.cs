namespace Navarch.Node.Pods.States;

/// <summary>The node refuses the pod: nothing of it is made. Shown as <c>Failed</c> with the node's reason.</summary>
public sealed class RejectedState : PodState
{
    /// <summary>The one instance.</summary>
    public static RejectedState Instance { get; } = new();

    private RejectedState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Rejected";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next => [FinishedState.Instance, TerminatingState.Instance, LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => observed.Rejection is not null;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        // Writing the status follows every decision by itself.
        var rejection = plan.Observed.Rejection!;
        plan.Announce(new("", "rejected", rejection.Reason, rejection.Message));
    }
}
