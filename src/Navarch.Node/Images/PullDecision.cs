namespace Navarch.Node.Images;

/// <summary>What to do about a container's image.</summary>
public enum PullDecision
{
    /// <summary>It is there; use it.</summary>
    UsePresent,

    /// <summary>Fetch it.</summary>
    Pull,

    /// <summary>An earlier attempt failed a short while ago; wait before the next.</summary>
    BackOff,

    /// <summary>It is absent and must not be fetched.</summary>
    Refuse,
}

/// <summary>Decides by the container's pull policy.</summary>
public static class PullDecisions
{
    /// <param name="policy"><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</param>
    /// <param name="isPresent">Whether the image is on this node.</param>
    /// <param name="backingOffUntil">Not before this time may it be tried again; null when no attempt has failed.</param>
    /// <param name="now">The time.</param>
    public static PullDecision Decide(string policy, bool isPresent, DateTimeOffset? backingOffUntil, DateTimeOffset now) => policy switch
    {
        "Never" => isPresent ? PullDecision.UsePresent : PullDecision.Refuse,
        "IfNotPresent" when isPresent => PullDecision.UsePresent,
        _ => backingOffUntil > now ? PullDecision.BackOff : PullDecision.Pull,
    };
}
