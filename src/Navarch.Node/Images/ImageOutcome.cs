namespace Navarch.Node.Images;

/// <summary>Whether a container's image can be used.</summary>
/// <param name="ImageRef">What to make the container from; null when it cannot be used now.</param>
/// <param name="Reason">The waiting reason as the API knows it; empty when it can be used.</param>
/// <param name="Message">What happened, for the container's status and for events.</param>
/// <param name="RetryAt">When to try again; null when it can be used.</param>
/// <param name="Pulled">How long fetching took; null when nothing was fetched.</param>
public sealed record ImageOutcome(string? ImageRef, string Reason, string Message, DateTimeOffset? RetryAt = null, TimeSpan? Pulled = null)
{
    /// <summary>Fetching failed just now.</summary>
    public const string ErrImagePull = "ErrImagePull";

    /// <summary>Fetching failed before; the next attempt is due later.</summary>
    public const string ImagePullBackOff = "ImagePullBackOff";

    /// <summary>The policy forbids fetching, and the image is absent.</summary>
    public const string ErrImageNeverPull = "ErrImageNeverPull";

    /// <summary>The name is not an image's name.</summary>
    public const string InvalidImageName = "InvalidImageName";
}
