using Navarch.Api;

namespace Navarch.Controllers.Autoscaling;

/// <summary>
/// What an autoscaler recommended and did lately; immutable. It is kept in memory only, as upstream does: after a start it is empty, and
/// scaling down waits for its stabilization window anew.
/// </summary>
public sealed record ScalingHistory
{
    /// <summary>Nothing happened yet.</summary>
    public static ScalingHistory Empty { get; } = new();

    // The longest stabilization window and the longest period of a policy the API allows are an hour and half an hour.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The numbers of replicas that metrics called for.</summary>
    public ValueList<(DateTimeOffset Time, int Replicas)> Recommendations { get; init; }

    /// <summary>The changes made: positive up, negative down.</summary>
    public ValueList<(DateTimeOffset Time, int Change)> Changes { get; init; }

    /// <summary>The replicas when last looked at; -1 before the first time.</summary>
    public int LastReplicas { get; init; } = -1;

    /// <summary>The history after another look.</summary>
    /// <param name="now">The time.</param>
    /// <param name="replicas">The replicas there are.</param>
    /// <param name="asked">The replicas the autoscaler asked for last: only changes to it are its own.</param>
    /// <param name="recommended">What metrics call for; null when they cannot be told.</param>
    public ScalingHistory After(DateTimeOffset now, int replicas, int asked, int? recommended)
    {
        var changed = LastReplicas >= 0 && replicas != LastReplicas && replicas == asked;
        return new ScalingHistory
        {
            Recommendations = Recommendations.Where(r => now - r.Time <= Longest).Concat(recommended is { } r ? [(now, r)] : []).ToValueList(),
            Changes = Changes.Where(c => now - c.Time <= Longest).Concat(changed ? [(now, replicas - LastReplicas)] : []).ToValueList(),
            LastReplicas = replicas,
        };
    }

    /// <summary>The replicas added (<paramref name="up"/>) or taken away within a period.</summary>
    public int ChangedWithin(TimeSpan period, bool up, DateTimeOffset now) =>
        Changes.Where(c => now - c.Time < period && c.Change > 0 == up).Sum(c => Math.Abs(c.Change));
}
