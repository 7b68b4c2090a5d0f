namespace Navarch.Node.Pods.States;

/// <summary>
/// The pod's outcome is known and something still runs or the outcome is not yet written: sidecars, and past the
/// active deadline everything, is stopped. Nothing starts any more. When nothing runs the status shows the outcome.
/// </summary>
public sealed class EndingState : PodState
{
    /// <summary>The one instance.</summary>
    public static EndingState Instance { get; } = new();

    private EndingState()
    {
    }

    /// <inheritdoc/>
    public override string Name => "Ending";

    /// <inheritdoc/>
    public override IReadOnlyList<PodState> Next => [FinishedState.Instance, TerminatingState.Instance, LeavingState.Instance];

    /// <inheritdoc/>
    public override bool Holds(PodObservation observed) => PodOutcome.Of(observed) is not null;

    /// <inheritdoc/>
    public override void Decide(PodPlan plan)
    {
        var outcome = PodOutcome.Of(plan.Observed)!;
        var grace = TimeSpan.FromSeconds(plan.Observed.Pod.Spec.TerminationGracePeriodSeconds ?? 30);
        var message = outcome.StopsEverything ? outcome.Message : "Stopping container: the pod's main containers have ended";
        ContainerRules.StopInOrder(plan, plan.Observed.Now + grace, mainToo: outcome.StopsEverything, message);
    }
}
