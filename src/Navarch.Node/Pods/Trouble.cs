namespace Navarch.Node.Pods;

/// <summary>Why the last try of something failed, and when the next one is due.</summary>
/// <param name="Reason">The upstream reason word, such as <c>ErrImagePull</c>.</param>
/// <param name="Message">What happened, for the user.</param>
/// <param name="RetryAt">When to try again.</param>
/// <param name="Tries">How many tries failed in a row.</param>
/// <param name="FailedAt">When the last try failed.</param>
public sealed record Trouble(string Reason, string Message, DateTimeOffset RetryAt, int Tries, DateTimeOffset FailedAt)
{
    /// <summary>The reason of a failed image pull; after a moment it is shown as <c>ImagePullBackOff</c>.</summary>
    public const string PullFailed = "ErrImagePull";

    /// <summary>The reason of a container that was made and could not be started; after a moment its back-off is shown.</summary>
    public const string RunFailed = "RunContainerError";

    /// <summary>How long a failure is shown as such before the back-off that follows is.</summary>
    public static TimeSpan FailureShown { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The reason to show at a time.</summary>
    public string ShownAs(DateTimeOffset now) => Reason == PullFailed && now - FailedAt >= FailureShown ? "ImagePullBackOff" : Reason;

    /// <summary>The trouble after one more failed try: the wait doubles from <paramref name="first"/> up to <paramref name="most"/>.</summary>
    public static Trouble After(Trouble? previous, string reason, string message, DateTimeOffset now, TimeSpan first, TimeSpan most)
    {
        var tries = (previous?.Tries ?? 0) + 1;
        var wait = first * Math.Pow(2, Math.Min(tries - 1, 20));
        return new(reason, message, now + (wait < most ? wait : most), tries, now);
    }
}
