namespace Navarch.ApiServer.Fairness;

/// <summary>What became of a request at its level.</summary>
/// <param name="Outcome">Whether it runs, or why not.</param>
/// <param name="Schema">The schema it matched.</param>
/// <param name="Ticket">What it holds, if it runs.</param>
internal readonly record struct FlowAdmission(Arrival Outcome, CompiledFlowSchema Schema, SeatTicket Ticket)
{
    /// <summary>Whether it runs. Then <see cref="End"/> must be called, once.</summary>
    public bool IsStarted => Outcome == Arrival.Started;

    /// <summary>It has ended.</summary>
    public void End()
    {
        Schema.Counts.End();
        Schema.Level.End(Ticket);
    }
}
