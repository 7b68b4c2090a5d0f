using Navarch.Api;

namespace Navarch.Client;

/// <summary>What a watch reports.</summary>
public enum WatchEventType
{
    /// <summary>The object came into the selection.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object left the selection; the event holds its last state.</summary>
    Deleted,

    /// <summary>Nothing changed, but the stream has reached the resource version in the object's metadata.</summary>
    Bookmark,

    /// <summary>The API ends the stream for the reason in <see cref="WatchEvent.Status"/>.</summary>
    Error,
}

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; null only for errors.</param>
/// <param name="Status">The reason; only for errors.</param>
public readonly record struct WatchEvent(WatchEventType Type, IKubernetesObject? Object, Status? Status = null);
