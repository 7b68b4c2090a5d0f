namespace Navarch.Client;

/// <summary>The patch languages of the API.</summary>
public enum PatchType
{
    /// <summary>A list of operations (RFC 6902): <c>application/json-patch+json</c>.</summary>
    Json,

    /// <summary>A partial document (RFC 7386): <c>application/merge-patch+json</c>.</summary>
    Merge,

    /// <summary>A partial document that merges lists by key: <c>application/strategic-merge-patch+json</c>.</summary>
    StrategicMerge,

    /// <summary>Server-side apply: <c>application/apply-patch+yaml</c> (the body may be JSON).</summary>
    Apply,
}

/// <summary>A patch document.</summary>
/// <param name="Type">Its language.</param>
/// <param name="Bytes">The document, UTF-8.</param>
/// <param name="FieldManager">Who owns the fields it sets; needed by <see cref="PatchType.Apply"/>.</param>
/// <param name="Force">Whether apply takes fields over from other managers.</param>
public readonly record struct PatchBody(PatchType Type, ReadOnlyMemory<byte> Bytes, string FieldManager = "", bool Force = false)
{
    /// <summary>The media type of the document.</summary>
    public string ContentType => Type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.StrategicMerge => "application/strategic-merge-patch+json",
        _ => "application/apply-patch+yaml",
    };

    /// <summary>A merge patch of a JSON text.</summary>
    public static PatchBody Merge(string json) => new(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(json));
}
