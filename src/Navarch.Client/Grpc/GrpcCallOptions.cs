namespace Navarch.Client.Grpc;

/// <summary>What one call may ask for beside its message.</summary>
/// <param name="Deadline">Longest time the whole call may take; the server is told of it. Null: no limit.</param>
/// <param name="Headers">Metadata sent with the call; names in lower case.</param>
public readonly record struct GrpcCallOptions(
    TimeSpan? Deadline = null,
    IReadOnlyList<KeyValuePair<string, string>>? Headers = null);
