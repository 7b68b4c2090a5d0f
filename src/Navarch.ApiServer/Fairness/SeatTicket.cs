namespace Navarch.ApiServer.Fairness;

/// <summary>What a running request gives back when it ends.</summary>
/// <param name="Queue">The queue it counts for; -1: none.</param>
/// <param name="Work">What it takes.</param>
/// <param name="Started">When it began, on the clock of its level.</param>
internal readonly record struct SeatTicket(int Queue, WorkEstimate Work, TimeSpan Started);
