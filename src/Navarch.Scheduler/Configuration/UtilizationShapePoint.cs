namespace Navarch.Scheduler.Configuration;

/// <summary>One point of the line that gives a score for how full a node would be.</summary>
/// <param name="Utilization">How full, in percent, 0 to 100.</param>
/// <param name="Score">The score there, 0 to 10.</param>
public sealed record UtilizationShapePoint(int Utilization, int Score);
