using Navarch.Node.Pods.States;

namespace Navarch.Node.Pods;

/// <summary>
/// One state of a pod on its node. A state is read off an observation, never stored, so an agent that starts again
/// takes up where the last one was. Each state says when it holds, what it does, and which states may follow.
/// </summary>
public abstract class PodState
{
    /// <summary>
    /// All states, in the order in which they are asked whether they hold: what ends a pod comes before what runs it.
    /// </summary>
    public static IReadOnlyList<PodState> All { get; } =
    [
        LeavingState.Instance,
        TerminatingState.Instance,
        FinishedState.Instance,
        RejectedState.Instance,
        EndingState.Instance,
        PreparingState.Instance,
        InitializingState.Instance,
        RunningState.Instance,
    ];

    /// <summary>The state's name, for logs.</summary>
    public abstract string Name { get; }

    /// <summary>The states that may follow this one.</summary>
    public abstract IReadOnlyList<PodState> Next { get; }

    /// <summary>Whether an observation shows this state, given that no earlier one of <see cref="All"/> holds.</summary>
    public abstract bool Holds(PodObservation observed);

    /// <summary>Says what to do.</summary>
    public abstract void Decide(PodPlan plan);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The pure decision about a pod: from an observation to actions.</summary>
public static class PodMachine
{
    /// <summary>The state an observation shows.</summary>
    public static PodState Classify(PodObservation observed)
    {
        foreach (var state in PodState.All)
        {
            if (state.Holds(observed))
            {
                return state;
            }
        }

        return RunningState.Instance;
    }

    /// <summary>Decides what to do now for a pod.</summary>
    public static PodDecision Decide(PodObservation observed)
    {
        var state = Classify(observed);
        var plan = new PodPlan(observed);
        state.Decide(plan);
        return new(state, plan.Actions, plan.WakeAt, plan.Announcements);
    }
}
