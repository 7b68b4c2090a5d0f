namespace Navarch.ApiServer.Fairness;

/// <summary>How much of the server a request takes.</summary>
/// <param name="Seats">The seats it holds while it runs; at least 1.</param>
/// <param name="FinalSeats">The seats it holds on after its answer, while watchers are told; 0: none.</param>
/// <param name="FinalTime">For how long it holds them on.</param>
internal readonly record struct WorkEstimate(int Seats, int FinalSeats = 0, TimeSpan FinalTime = default)
{
    /// <summary>An ordinary request.</summary>
    public static WorkEstimate One { get; } = new(1);

    /// <summary>The most seats it holds at any time.</summary>
    public int MostSeats => Math.Max(Seats, FinalSeats);
}
